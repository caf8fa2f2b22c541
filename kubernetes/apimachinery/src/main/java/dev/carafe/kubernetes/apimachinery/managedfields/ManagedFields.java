package dev.carafe.kubernetes.apimachinery.managedfields;

import dev.carafe.kubernetes.apimachinery.fieldpath.FieldSet;
import dev.carafe.kubernetes.apimachinery.fieldpath.FieldsV1;
import dev.carafe.kubernetes.apimachinery.value.Struct;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.UnaryOperator;

/** The entries of {@code metadata.managedFields}: every manager with what it owns. For one request, by one thread. */
final class ManagedFields {
    private static final String APPLY = "Apply";
    private static final String UPDATE = "Update";

    /** Appliers first, then by age; the seconds of RFC 3339 sort as text. */
    private static final Comparator<Map.Entry<ManagerId, OwnedSet>> WRITTEN_ORDER = Comparator.comparing(
                    (Map.Entry<ManagerId, OwnedSet> entry) -> !entry.getKey().applied())
            .thenComparing(entry -> entry.getValue().time())
            .thenComparing(entry -> entry.getKey().manager())
            .thenComparing(entry -> entry.getValue().apiVersion())
            .thenComparing(entry -> entry.getKey().subresource());

    private final Map<ManagerId, OwnedSet> sets = new LinkedHashMap<>();

    static ManagedFields of(Object tree) {
        return decode(tree).orElseGet(ManagedFields::new);
    }

    /** Reads the field; empty where it is none: such entries are dropped, as upstream does it. */
    static Optional<ManagedFields> decode(Object tree) {
        ManagedFields managed = new ManagedFields();
        if (!(tree instanceof List<?> entries)) {
            return Optional.of(managed);
        }
        for (Object entry : entries) {
            if (!(entry instanceof Struct struct) || !managed.read(struct)) {
                return Optional.empty();
            }
        }
        return Optional.of(managed);
    }

    private boolean read(Struct entry) {
        String operation = text(entry, "operation");
        Struct fields = Objects.requireNonNullElse(entry.struct("fieldsV1"), Struct.EMPTY);
        String type = text(entry, "fieldsType");
        boolean known = operation.equals(APPLY) || operation.equals(UPDATE);
        if (!known || !List.of("", "FieldsV1").contains(type)) {
            return false;
        }
        boolean applied = operation.equals(APPLY);
        String apiVersion = text(entry, "apiVersion");
        try {
            sets.put(
                    new ManagerId(
                            text(entry, "manager"), applied, applied ? "" : apiVersion, text(entry, "subresource")),
                    new OwnedSet(FieldsV1.decode(fields), apiVersion, text(entry, "time")));
            return true;
        } catch (IllegalArgumentException notFields) {
            return false;
        }
    }

    private static String text(Struct entry, String field) {
        return Objects.requireNonNullElse(entry.string(field), "");
    }

    /** Whether the field says that nobody shall own anything: one entry without content. */
    static boolean isReset(Object tree) {
        return tree instanceof List<?> entries
                && entries.size() == 1
                && entries.getFirst() instanceof Struct entry
                && entry.isEmpty();
    }

    List<Object> encode() {
        List<Object> entries = new ArrayList<>(sets.size());
        sets.entrySet().stream().sorted(WRITTEN_ORDER).forEach(entry -> {
            ManagerId id = entry.getKey();
            OwnedSet owned = entry.getValue();
            Struct.Builder written = Struct.builder()
                    .put("manager", id.manager())
                    .put("operation", id.applied() ? APPLY : UPDATE)
                    .put("apiVersion", owned.apiVersion());
            if (!owned.time().isEmpty()) {
                written.put("time", owned.time());
            }
            written.put("fieldsType", "FieldsV1").put("fieldsV1", FieldsV1.encode(owned.fields()));
            if (!id.subresource().isEmpty()) {
                written.put("subresource", id.subresource());
            }
            entries.add(written.build());
        });
        return List.copyOf(entries);
    }

    Map<ManagerId, OwnedSet> sets() {
        return sets;
    }

    boolean isEmpty() {
        return sets.isEmpty();
    }

    Optional<OwnedSet> get(ManagerId id) {
        return Optional.ofNullable(sets.get(id));
    }

    FieldSet fieldsOf(ManagerId id) {
        return get(id).map(OwnedSet::fields).orElse(FieldSet.EMPTY);
    }

    /** Notes what a manager owns; nothing is not noted. */
    void put(ManagerId id, OwnedSet owned) {
        if (owned.fields().isEmpty()) {
            sets.remove(id);
        } else {
            sets.put(id, owned);
        }
    }

    void change(ManagerId id, UnaryOperator<FieldSet> change) {
        OwnedSet before = sets.get(id);
        if (before != null) {
            put(id, before.with(change.apply(before.fields())));
        }
    }
}
