package dev.carafe.kubernetes.apiserver.registry.validation.workload;

import dev.carafe.kubernetes.api.apps.v1.RollingUpdateStatefulSetStrategy;
import dev.carafe.kubernetes.api.apps.v1.StatefulSetPersistentVolumeClaimRetentionPolicy;
import dev.carafe.kubernetes.api.apps.v1.StatefulSetSpec;
import dev.carafe.kubernetes.api.apps.v1.StatefulSetUpdateStrategy;
import dev.carafe.kubernetes.api.core.v1.PersistentVolumeClaim;
import dev.carafe.kubernetes.api.core.v1.PersistentVolumeClaimVolumeSource;
import dev.carafe.kubernetes.api.core.v1.PodSpec;
import dev.carafe.kubernetes.api.core.v1.Volume;
import dev.carafe.kubernetes.api.meta.v1.LabelSelector;
import dev.carafe.kubernetes.apimachinery.field.FieldError;
import dev.carafe.kubernetes.apimachinery.field.FieldPath;
import dev.carafe.kubernetes.apimachinery.intstr.IntOrString;
import dev.carafe.kubernetes.apimachinery.labels.SelectorException;
import dev.carafe.kubernetes.apimachinery.validation.Names;
import dev.carafe.kubernetes.apimachinery.validation.Values;
import dev.carafe.kubernetes.apimachinery.value.Null;
import dev.carafe.kubernetes.apimachinery.value.Struct;
import dev.carafe.kubernetes.apiserver.registry.validation.Check;
import dev.carafe.kubernetes.apiserver.registry.validation.LabelSelectorValidator;
import dev.carafe.kubernetes.apiserver.registry.validation.pod.Capabilities;
import dev.carafe.kubernetes.apiserver.registry.validation.pod.PodValidator;
import dev.carafe.kubernetes.apiserver.registry.validation.volume.ClaimForm;
import dev.carafe.kubernetes.apiserver.registry.validation.volume.ClaimSpecValidator;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Stateful sets, and what of them may change (pkg/apis/apps/validation). */
public final class StatefulSetValidator {
    private static final FieldPath SPEC = FieldPath.of("spec");
    private static final String RECREATE = "Recreate";

    private StatefulSetValidator() {}

    /** Checks a set that is new where nothing is {@code old}. */
    public static void validate(
            StatefulSetSpec spec, @Nullable StatefulSetSpec old, Capabilities capabilities, List<FieldError> errors) {
        managementPolicy(spec.podManagementPolicy(), errors);
        boolean recreates = capabilities.isEnabled("StatefulSetRecreateStrategy")
                || (old != null && old.updateStrategy().type().equals(RECREATE));
        updateStrategy(spec.updateStrategy(), recreates, SPEC.child("updateStrategy"), errors);
        if (spec.hasPersistentVolumeClaimRetentionPolicy()) {
            retention(spec.persistentVolumeClaimRetentionPolicy(), errors);
        }
        if (old == null) { // they cannot change
            for (int i = 0; i < spec.volumeClaimTemplates().size(); i++) {
                ClaimSpecValidator.validate(
                        spec.volumeClaimTemplates().get(i).spec(),
                        SPEC.child("volumeClaimTemplates").index(i).child("spec"),
                        errors);
            }
        }
        Check.nonNegative(errors, SPEC.child("replicas"), spec.replicas());
        Check.nonNegative(errors, SPEC.child("minReadySeconds"), spec.minReadySeconds());
        if (spec.hasOrdinals()) {
            Check.nonNegative(
                    errors, SPEC.child("ordinals.start"), spec.ordinals().start());
        }
        if (old == null && !spec.serviceName().isEmpty()) {
            Check.rule(errors, SPEC.child("serviceName"), spec.serviceName(), Names.dns1123Label(spec.serviceName()));
        }
        selected(spec, capabilities, errors);
        if (old != null) {
            unchanged(spec, old, errors);
        }
    }

    private static void managementPolicy(String policy, List<FieldError> errors) {
        FieldPath path = SPEC.child("podManagementPolicy");
        if (Check.present(errors, path, policy) && !policy.equals("OrderedReady") && !policy.equals("Parallel")) {
            errors.add(FieldError.invalid(path, policy, "must be 'OrderedReady' or 'Parallel'"));
        }
    }

    private static void updateStrategy(
            StatefulSetUpdateStrategy strategy, boolean recreates, FieldPath path, List<FieldError> errors) {
        switch (strategy.type()) {
            case "" -> errors.add(FieldError.required(path, ""));
            case "OnDelete" -> notRolling(strategy, path, errors);
            case "RollingUpdate" -> {
                if (strategy.hasRollingUpdate()) {
                    rollingUpdate(strategy.rollingUpdate(), path.child("rollingUpdate"), errors);
                }
            }
            case RECREATE -> {
                if (recreates) {
                    notRolling(strategy, path, errors);
                } else {
                    errors.add(FieldError.invalid(path, shown(strategy), "must be 'RollingUpdate' or 'OnDelete'"));
                }
            }
            default ->
                errors.add(FieldError.invalid(
                        path,
                        shown(strategy),
                        recreates
                                ? "must be 'RollingUpdate', 'OnDelete', or 'Recreate'"
                                : "must be 'RollingUpdate' or 'OnDelete'"));
        }
    }

    private static Struct shown(StatefulSetUpdateStrategy strategy) {
        return Struct.of(
                "Type",
                strategy.type(),
                "RollingUpdate",
                strategy.hasRollingUpdate() ? shown(strategy.rollingUpdate()) : Null.NULL);
    }

    private static void notRolling(StatefulSetUpdateStrategy strategy, FieldPath path, List<FieldError> errors) {
        if (strategy.hasRollingUpdate()) {
            errors.add(FieldError.invalid(
                    path.child("rollingUpdate"),
                    shown(strategy.rollingUpdate()),
                    "only allowed for updateStrategy 'RollingUpdate'"));
        }
    }

    private static Struct shown(RollingUpdateStatefulSetStrategy rolling) {
        return Struct.of(
                "Partition",
                (long) rolling.partition(),
                "MaxUnavailable",
                Objects.requireNonNullElse(rolling.struct().get("maxUnavailable"), Null.NULL));
    }

    private static void rollingUpdate(
            RollingUpdateStatefulSetStrategy rolling, FieldPath path, List<FieldError> errors) {
        Check.nonNegative(errors, path.child("partition"), rolling.partition());
        if (!rolling.hasMaxUnavailable()) {
            return;
        }
        FieldPath at = path.child("maxUnavailable");
        IntOrString unavailable = rolling.maxUnavailable();
        Check.amount(errors, at, unavailable);
        if (isNone(unavailable)) {
            errors.add(FieldError.invalid(at, unavailable.toValue(), "cannot be 0"));
        }
        if (unavailable instanceof IntOrString.Str(String text)
                && Values.percent(text).isEmpty()
                && isMoreThanAll(text)) {
            errors.add(FieldError.invalid(at, text, "must not be greater than 100%"));
        }
    }

    /** What cannot be read counts as none. */
    private static boolean isNone(IntOrString amount) {
        return switch (amount) {
            case IntOrString.Int(int number) -> number == 0;
            case IntOrString.Str(String text) ->
                !Values.percent(text).isEmpty()
                        || text.substring(0, text.length() - 1).matches("0+");
        };
    }

    private static boolean isMoreThanAll(String percent) {
        String digits = percent.substring(0, percent.length() - 1);
        return digits.length() > 3 || Integer.parseInt(digits) > 100;
    }

    private static void retention(StatefulSetPersistentVolumeClaimRetentionPolicy policy, List<FieldError> errors) {
        FieldPath path = SPEC.child("persistentVolumeClaimRetentionPolicy");
        List<String> policies = List.of("Retain", "Delete");
        Check.oneOf(errors, path.child("whenDeleted"), policy.whenDeleted(), policies);
        Check.oneOf(errors, path.child("whenScaled"), policy.whenScaled(), policies);
    }

    /** Checks the selector and, where it can be read, the template. */
    private static void selected(StatefulSetSpec spec, Capabilities capabilities, List<FieldError> errors) {
        FieldPath path = SPEC.child("selector");
        LabelSelector selector = spec.selector();
        if (spec.hasSelector()) {
            LabelSelectorValidator.validate(selector, path, errors);
            if (selector.matchLabels().isEmpty() && selector.matchExpressions().isEmpty()) {
                errors.add(FieldError.invalid(path, selector.struct(), "empty selector is invalid for statefulset"));
            }
        } else {
            errors.add(FieldError.required(path, ""));
        }
        Map<String, String> labels = spec.template().metadata().labels();
        try {
            boolean matches = spec.hasSelector()
                    && dev.carafe.kubernetes.apimachinery.labels.LabelSelector.ofTree(selector.struct())
                            .matches(labels);
            if (!matches) {
                errors.add(FieldError.invalid(
                        SPEC.child("template").child("metadata").child("labels"),
                        LabelSelectorValidator.labels(labels),
                        "`selector` does not match template `labels`"));
            }
            template(spec, capabilities, errors);
        } catch (SelectorException _) {
            errors.add(FieldError.invalid(path, selector.struct(), ""));
        }
        restarts(spec.template().spec(), errors);
    }

    private static void template(StatefulSetSpec spec, Capabilities capabilities, List<FieldError> errors) {
        FieldPath path = SPEC.child("template");
        PodValidator.template(spec.template().withSpec(completed(spec)), path, capabilities, errors);
    }

    private static void restarts(PodSpec pod, List<FieldError> errors) {
        FieldPath path = SPEC.child("template").child("spec");
        if (!pod.restartPolicy().equals("Always")) {
            errors.add(FieldError.notSupported(path.child("restartPolicy"), pod.restartPolicy(), List.of("Always")));
        }
        if (pod.hasActiveDeadlineSeconds()) {
            errors.add(FieldError.forbidden(
                    path.child("activeDeadlineSeconds"), "activeDeadlineSeconds in StatefulSet is not Supported"));
        }
    }

    /** The pod as the controller will make it: with names of its own, and a volume for each template of a claim. */
    private static PodSpec completed(StatefulSetSpec spec) {
        PodSpec pod = spec.template().spec();
        if (!pod.subdomain().isEmpty() || !pod.hostname().isEmpty()) {
            pod = pod.withoutSubdomain().withoutHostname();
        }
        List<PersistentVolumeClaim> claims = spec.volumeClaimTemplates();
        if (claims.isEmpty()) {
            return pod;
        }
        Set<String> names = claims.stream().map(PersistentVolumeClaim::name).collect(Collectors.toSet());
        List<Volume> volumes = new ArrayList<>();
        for (String name : names) {
            volumes.add(new Volume()
                    .withName(name)
                    .withPersistentVolumeClaim(new PersistentVolumeClaimVolumeSource().withClaimName(name)));
        }
        pod.volumes().stream().filter(volume -> !names.contains(volume.name())).forEach(volumes::add);
        return pod.withVolumes(volumes);
    }

    private static void unchanged(StatefulSetSpec spec, StatefulSetSpec old, List<FieldError> errors) {
        for (String field : List.of("selector", "volumeClaimTemplates", "serviceName", "podManagementPolicy")) {
            Object now = spec.struct().get(field);
            if (!Objects.equals(said(now), said(old.struct().get(field)))) {
                errors.add(FieldError.invalid(SPEC.child(field), shown(field, spec, now), Check.IMMUTABLE));
            }
        }
    }

    private static Object shown(String field, StatefulSetSpec spec, @Nullable Object now) {
        return switch (field) {
            case "serviceName" -> spec.serviceName();
            case "volumeClaimTemplates" ->
                spec.volumeClaimTemplates().isEmpty()
                        ? Null.NULL
                        : spec.volumeClaimTemplates().stream()
                                .map(ClaimForm::of)
                                .toList();
            default -> Objects.requireNonNullElse(now, Null.NULL);
        };
    }

    private static @Nullable Object said(@Nullable Object value) {
        boolean empty = (value instanceof List<?> list && list.isEmpty()) || "".equals(value) || value == Null.NULL;
        return empty ? null : value;
    }
}
