package dev.carafe.kubernetes.apiserver.registry.validation.pod;

import dev.carafe.kubernetes.api.core.v1.Pod;
import dev.carafe.kubernetes.api.core.v1.PodSpec;
import dev.carafe.kubernetes.apimachinery.field.FieldError;
import dev.carafe.kubernetes.apimachinery.field.FieldPath;
import dev.carafe.kubernetes.apimachinery.value.Quoted;
import dev.carafe.kubernetes.apimachinery.value.Struct;
import dev.carafe.kubernetes.apiserver.registry.validation.Check;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Annotations of pods that mean something to the cluster (pkg/apis/core/validation). Others are not looked at. */
final class PodAnnotationsValidator {
    private static final FieldPath PATH = FieldPath.of("metadata", "annotations");
    private static final String MIRROR = "kubernetes.io/config.mirror";
    private static final String DELETION_COST = "controller.kubernetes.io/pod-deletion-cost";
    private static final String APP_ARMOR = "container.apparmor.security.beta.kubernetes.io/";
    private static final String SECCOMP_POD = "seccomp.security.alpha.kubernetes.io/pod";
    private static final String SECCOMP_CONTAINER = "container.seccomp.security.alpha.kubernetes.io/";
    private static final String LOCALHOST = "localhost/";
    private static final List<String> SECCOMP_PROFILES = List.of("runtime/default", "docker/default", "unconfined");

    /** A number without a sign that says nothing, and without zeros before it. */
    private static final Pattern COST = Pattern.compile("0|-?[1-9][0-9]{0,9}");

    private PodAnnotationsValidator() {}

    static void annotations(Pod pod, Capabilities capabilities, List<FieldError> errors) {
        Map<String, String> annotations = pod.metadata().annotations();
        if (annotations.isEmpty()) {
            return;
        }
        String mirror = annotations.get(MIRROR);
        if (mirror != null && pod.spec().nodeName().isEmpty()) {
            errors.add(FieldError.invalid(
                    PATH.key(MIRROR), mirror, "must set spec.nodeName if mirror pod annotation is set"));
        }
        String cost = annotations.get(DELETION_COST);
        if (cost != null && !isInteger(cost) && capabilities.isEnabled("PodDeletionCost")) {
            errors.add(FieldError.invalid(PATH.key(DELETION_COST), cost, "must be a 32bit integer"));
        }
        annotations.forEach((name, profile) -> {
            if (name.equals(SECCOMP_POD) || name.startsWith(SECCOMP_CONTAINER)) {
                seccomp(profile, PATH.child(name), errors);
            }
        });
        annotations.forEach((name, profile) -> {
            if (name.startsWith(APP_ARMOR)) {
                appArmor(name.substring(APP_ARMOR.length()), profile, pod.spec(), PATH.key(name), errors);
            }
        });
    }

    private static boolean isInteger(String text) {
        if (!COST.matcher(text).matches()) {
            return false;
        }
        long value = Long.parseLong(text);
        return value == (int) value;
    }

    private static void seccomp(String profile, FieldPath path, List<FieldError> errors) {
        if (profile.startsWith(LOCALHOST)) {
            Check.descending(errors, path, profile.substring(LOCALHOST.length()));
        } else if (!SECCOMP_PROFILES.contains(profile)) {
            errors.add(FieldError.invalid(path, profile, "must be a valid seccomp profile"));
        }
    }

    private static void appArmor(
            String container, String profile, PodSpec spec, FieldPath path, List<FieldError> errors) {
        boolean found = spec.containers().stream().anyMatch(one -> one.name().equals(container))
                || spec.initContainers().stream().anyMatch(one -> one.name().equals(container))
                || spec.ephemeralContainers().stream()
                        .anyMatch(one -> one.name().equals(container));
        if (!found) {
            errors.add(FieldError.invalid(path, container, "container not found"));
        }
        boolean known = profile.isEmpty()
                || profile.equals("runtime/default")
                || profile.equals("unconfined")
                || profile.startsWith(LOCALHOST);
        if (!known) {
            errors.add(FieldError.invalid(path, profile, "invalid AppArmor profile name: " + Quoted.of(profile)));
        }
    }

    /** Checks that annotations of a new pod say what its fields say, where both do. */
    static void agree(Pod pod, List<FieldError> errors) {
        Map<String, String> annotations = pod.metadata().annotations();
        if (annotations.isEmpty()) {
            return;
        }
        PodSpec spec = pod.spec();
        FieldPath path = FieldPath.of("spec");
        agree(
                annotations.get(SECCOMP_POD),
                spec.securityContext().seccompProfile().struct(),
                "seccomp",
                path.child("securityContext").child("seccompProfile"),
                errors);
        AllContainers.visit(
                spec,
                path,
                (container, at) -> agree(
                        annotations.get(SECCOMP_CONTAINER + container.name()),
                        container.securityContext().seccompProfile().struct(),
                        "seccomp",
                        at.child("securityContext").child("seccompProfile"),
                        errors));
        if (spec.os().name().equals("windows")) {
            return;
        }
        Struct ofPod = spec.securityContext().appArmorProfile().struct();
        AllContainers.visit(spec, path, (container, at) -> {
            Struct own = container.securityContext().appArmorProfile().struct();
            agree(
                    annotations.get(APP_ARMOR + container.name()),
                    own.isEmpty() ? ofPod : own,
                    "apparmor",
                    at.child("securityContext").child("appArmorProfile"),
                    errors);
        });
    }

    private static void agree(
            @Nullable String annotation, Struct profile, String what, FieldPath path, List<FieldError> errors) {
        String type = Objects.requireNonNullElse(profile.string("type"), "");
        if (annotation == null || type.isEmpty()) {
            return;
        }
        boolean sameType = switch (type) {
            case "Unconfined" -> annotation.equals("unconfined");
            case "RuntimeDefault" ->
                annotation.equals("runtime/default") || (what.equals("seccomp") && annotation.equals("docker/default"));
            case "Localhost" -> annotation.startsWith(LOCALHOST);
            default -> true;
        };
        if (!sameType) {
            errors.add(FieldError.forbidden(path.child("type"), what + " type in annotation and field must match"));
        } else if (type.equals("Localhost") && !annotation.equals(LOCALHOST + profile.string("localhostProfile"))) {
            errors.add(FieldError.forbidden(
                    path.child("localhostProfile"), what + " profile in annotation and field must match"));
        }
    }

    /** Checks a change: what a pod was made with stays. */
    static void changes(Pod pod, Pod old, List<FieldError> errors) {
        Map<String, String> now = pod.metadata().annotations();
        Map<String, String> before = old.metadata().annotations();
        before.forEach((name, value) -> {
            if (!value.equals(now.get(name))) {
                forbidden("remove or update", name, errors);
            }
        });
        now.forEach((name, _) -> {
            if (!before.containsKey(name)) {
                forbidden("add", name, errors);
            }
        });
    }

    private static void forbidden(String change, String name, List<FieldError> errors) {
        if (name.startsWith(APP_ARMOR)) {
            errors.add(FieldError.forbidden(PATH.key(name), "may not " + change + " AppArmor annotations"));
        }
        if (name.equals(MIRROR)) {
            errors.add(FieldError.forbidden(PATH.key(name), "may not " + change + " mirror pod annotation"));
        }
    }
}
