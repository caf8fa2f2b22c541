package dev.carafe.kubernetes.apiserver.registry;

import dev.carafe.kubernetes.api.scheduling.v1beta1.PodGroup;
import dev.carafe.kubernetes.api.scheduling.v1beta1.Workload;
import dev.carafe.kubernetes.apimachinery.field.FieldError;
import dev.carafe.kubernetes.apimachinery.value.Null;
import dev.carafe.kubernetes.apimachinery.value.Struct;
import dev.carafe.kubernetes.apiserver.registry.defaults.NullLists;
import dev.carafe.kubernetes.apiserver.registry.printers.SchedulingCells;
import dev.carafe.kubernetes.apiserver.registry.validation.workload.PodGroupValidator;
import java.util.List;

/**
 * Groups of pods that are scheduled together, and workloads, which have templates of them. Fields of further features are
 * dropped: their gates are off and not acted on here.
 */
final class GroupedPodsStrategy {
    private static final String SPEC = "spec";
    private static final String TEMPLATES = "podGroupTemplates";
    private static final String CONSTRAINTS = "schedulingConstraints";

    private GroupedPodsStrategy() {}

    private static Struct withoutFeatures(Struct group) {
        return group.without("resourceClaims")
                .without("preemptionPolicy")
                .without("parentCompositePodGroupName")
                .without(CONSTRAINTS);
    }

    /** The strategy of workloads. */
    static final class OfWorkloads extends DefaultStrategy {
        OfWorkloads(Kind kind) {
            super(kind);
        }

        @Override
        public Struct applyDefaults(Struct object) {
            Struct filled = NullLists.fill(object, SPEC, TEMPLATES);
            Struct spec = filled.struct(SPEC);
            return spec != null && spec.get(TEMPLATES) instanceof List<?> templates
                    ? filled.with(SPEC, spec.with(TEMPLATES, each(templates, false)))
                    : filled;
        }

        /** Upstream writes the constraints of a template where there are none. */
        private static List<Object> each(List<?> templates, boolean plain) {
            return templates.stream()
                    .<Object>map(template -> {
                        if (!(template instanceof Struct struct)) {
                            return template;
                        }
                        Struct kept = plain ? withoutFeatures(struct) : struct;
                        return kept.has(CONSTRAINTS) ? kept : kept.with(CONSTRAINTS, Null.NULL);
                    })
                    .toList();
        }

        @Override
        public Struct unsaid() {
            return Struct.of(SPEC, Struct.of(TEMPLATES, Null.NULL));
        }

        @Override
        public Struct prepareForCreate(Struct object) {
            Struct spec = object.struct(SPEC);
            if (spec == null) {
                return object;
            }
            Struct plain = spec.without("compositePodGroupTemplates");
            return object.with(
                    SPEC,
                    plain.get(TEMPLATES) instanceof List<?> templates
                            ? plain.with(TEMPLATES, each(templates, true))
                            : plain);
        }

        @Override
        public Struct prepareForUpdate(Struct object, Struct old) {
            return prepareForCreate(object);
        }

        @Override
        void validateNew(Struct object, List<FieldError> errors) {
            PodGroupValidator.workload(new Workload(object), null, errors);
        }

        @Override
        void validateChange(Struct object, Struct old, List<FieldError> errors) {
            PodGroupValidator.workload(new Workload(object), new Workload(old), errors);
        }
    }

    /** The strategy of groups. */
    static final class OfGroups extends DefaultStrategy {
        OfGroups(Kind kind) {
            super(kind);
        }

        @Override
        public Struct prepareForCreate(Struct object) {
            return plain(super.prepareForCreate(object));
        }

        @Override
        public Struct prepareForUpdate(Struct object, Struct old) {
            return plain(super.prepareForUpdate(object, old));
        }

        private static Struct plain(Struct object) {
            Struct spec = object.struct(SPEC);
            return spec == null ? object : object.with(SPEC, withoutFeatures(spec));
        }

        @Override
        void validateNew(Struct object, List<FieldError> errors) {
            PodGroupValidator.group(new PodGroup(object), null, errors);
        }

        @Override
        void validateChange(Struct object, Struct old, List<FieldError> errors) {
            PodGroupValidator.group(new PodGroup(object), new PodGroup(old), errors);
        }

        @Override
        void validateStatus(Struct object, Struct old, List<FieldError> errors) {
            PodGroupValidator.status(new PodGroup(object), errors);
        }

        @Override
        public List<Object> tableCells(Struct object) {
            return SchedulingCells.group(new PodGroup(object));
        }
    }
}
