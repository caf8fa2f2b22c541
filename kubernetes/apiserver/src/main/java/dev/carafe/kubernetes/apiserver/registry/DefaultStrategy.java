package dev.carafe.kubernetes.apiserver.registry;

import dev.carafe.kubernetes.api.meta.v1.ObjectMeta;
import dev.carafe.kubernetes.apimachinery.field.FieldError;
import dev.carafe.kubernetes.apimachinery.schema.ColumnDeclaration;
import dev.carafe.kubernetes.apimachinery.value.Struct;
import dev.carafe.kubernetes.apiserver.registry.printers.Cell;
import dev.carafe.kubernetes.apiserver.registry.validation.ImmutableFields;
import dev.carafe.kubernetes.apiserver.registry.validation.RequiredFields;
import dev.carafe.kubernetes.apiserver.registry.validation.pod.Capabilities;
import dev.carafe.kubernetes.apiserver.registry.validation.pod.PodLeniency;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The strategy of a kind that declarations alone describe, and the base of those that need more: it keeps status apart,
 * answers from tables, and prints name and age.
 */
class DefaultStrategy implements Strategy {
    private static final String STATUS = "status";

    private final Kind kind;

    DefaultStrategy(Kind kind) {
        this.kind = kind;
    }

    /** What the cluster lets containers have. */
    final Capabilities capabilities() {
        return kind.capabilities();
    }

    /** Checks what is special of a new object, or of one as it would be after a change. */
    void validate(Struct object, List<FieldError> errors) {}

    /** Whether these are pods, or have a template of pods. */
    boolean hasPods() {
        return false;
    }

    /** Checks what is special of a new object alone. */
    void validateNew(Struct object, List<FieldError> errors) {}

    /** Checks what is special of a change. */
    void validateChange(Struct object, Struct old, List<FieldError> errors) {}

    /** Checks a new object, or one that was {@code old} before; who needs another order of errors does all here. */
    void validate(Struct object, @Nullable Struct old, List<FieldError> errors) {
        if (old == null) {
            validateNew(object, errors);
        }
        validate(object, errors);
        if (old != null) {
            validateChange(object, old, errors);
        }
    }

    /** Checks a change of the status, which is all that such an update changes. */
    void validateStatus(Struct object, Struct old, List<FieldError> errors) {}

    @Override
    public Struct prepareForCreate(Struct object) {
        return kind.hasStatus() ? withStatus(object, kind.emptyStatus().orElse(null)) : object;
    }

    @Override
    public Struct prepareForUpdate(Struct object, Struct old) {
        return kind.hasStatus() ? withStatus(object, old.get(STATUS)) : object;
    }

    private static Struct withStatus(Struct object, @Nullable Object status) {
        return status == null ? object.without(STATUS) : object.with(STATUS, status);
    }

    @Override
    public final List<FieldError> validateCreate(Struct object) {
        List<FieldError> errors = new ArrayList<>();
        RequiredFields.check(Strategies.key(kind.resource()), object, errors);
        validate(object, null, errors);
        return once(errors);
    }

    @Override
    public final List<FieldError> validateUpdate(Struct object, Struct old) {
        List<FieldError> errors = new ArrayList<>();
        String key = Strategies.key(kind.resource());
        boolean immutableLast = ImmutableFields.toldLast(key);
        if (!immutableLast) {
            ImmutableFields.check(key, object, old, errors);
        }
        RequiredFields.check(key, object, errors);
        validate(object, old, errors);
        if (hasPods()) {
            PodLeniency.letPass(errors, before -> validate(old, null, before));
        }
        if (immutableLast) {
            ImmutableFields.check(key, object, old, errors);
        }
        return once(errors);
    }

    /** What several rules find is told where the first finds it. */
    private static List<FieldError> once(List<FieldError> errors) {
        return errors.size() < 2 ? errors : errors.stream().distinct().toList();
    }

    @Override
    public List<FieldError> validateSubresourceUpdate(String subresource, Struct object, Struct old) {
        List<FieldError> errors = new ArrayList<>();
        if (subresource.equals("status")) {
            validateStatus(object, old, errors);
        }
        return errors;
    }

    @Override
    public final List<String> validateName(String name) {
        return kind.nameRule().apply(name);
    }

    @Override
    public final boolean allowsUnconditionalUpdate() {
        return Strategies.allowsUnconditionalUpdate(kind.resource());
    }

    @Override
    public final boolean allowsCreateOnUpdate() {
        return Strategies.allowsCreateOnUpdate(kind.resource());
    }

    @Override
    public final boolean orphansByDefault() {
        return Strategies.orphansByDefault(kind.resource());
    }

    static ObjectMeta metadata(Struct object) {
        return new ObjectMeta(Objects.requireNonNullElse(object.struct("metadata"), Struct.EMPTY));
    }

    @Override
    public boolean countsGenerations() {
        return Strategies.countsGenerations(kind.resource());
    }

    /** What webhooks there are is what is wanted of their configurations, which have no spec. */
    @Override
    public boolean changesGeneration(Struct object, Struct old) {
        return !Objects.equals(object.get("spec"), old.get("spec"))
                || !Objects.equals(object.get("webhooks"), old.get("webhooks"));
    }

    @Override
    public Map<String, String> selectableFields(Struct object) {
        Map<String, String> fields = new LinkedHashMap<>();
        for (String path : Strategies.selectable(kind.resource())) {
            Object value = object.find(List.of(path.split("\\.", -1)));
            fields.put(path, value instanceof String text ? text : "");
        }
        return fields;
    }

    /** Name, age and time of creation where a column asks for them; other columns are empty. */
    @Override
    public List<Object> tableCells(Struct object) {
        ObjectMeta metadata = metadata(object);
        List<Object> cells = new ArrayList<>(kind.columns().size());
        for (ColumnDeclaration column : kind.columns()) {
            cells.add(
                    switch (column.name()) {
                        case "Name" -> metadata.name();
                        case "Age" -> Cell.age(metadata);
                        case "Created At" -> Cell.createdAt(metadata);
                        default -> "";
                    });
        }
        return cells;
    }
}
