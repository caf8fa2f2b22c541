package dev.carafe.kubernetes.apiserver.registry.validation.pod;

import dev.carafe.kubernetes.api.BuiltinDeclarations;
import dev.carafe.kubernetes.api.core.v1.Container;
import dev.carafe.kubernetes.api.core.v1.EvictionResponder;
import dev.carafe.kubernetes.api.core.v1.HTTPGetAction;
import dev.carafe.kubernetes.api.core.v1.Lifecycle;
import dev.carafe.kubernetes.api.core.v1.PodSpec;
import dev.carafe.kubernetes.api.core.v1.Probe;
import dev.carafe.kubernetes.api.core.v1.Volume;
import dev.carafe.kubernetes.api.core.v1.VolumeMount;
import dev.carafe.kubernetes.apimachinery.field.FieldError;
import dev.carafe.kubernetes.apimachinery.field.FieldPath;
import dev.carafe.kubernetes.apimachinery.schema.FieldDeclaration;
import dev.carafe.kubernetes.apimachinery.validation.Names;
import dev.carafe.kubernetes.apimachinery.validation.Values;
import dev.carafe.kubernetes.apimachinery.value.Null;
import dev.carafe.kubernetes.apimachinery.value.Struct;
import dev.carafe.kubernetes.apiserver.registry.validation.Check;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

/** Fields of pods that are there only with a feature that is off by default (pkg/apis/core/validation). */
final class GatedPodFieldsValidator {
    private static final int MODE_MAX = 01777;
    private static final int RESPONDERS_MAX = 10;
    private static final long PRIORITY_MAX = 100_000;
    private static final long OWN_PRIORITIES = 1_000;
    private static final List<String> OPTIONS = List.of("nodev", "noexec", "nosuid");
    private static final List<String> WINDOWS_SIGNALS = List.of("SIGKILL", "SIGTERM");
    private static final List<String> SOURCES = List.of("secret", "configMap", "downwardAPI", "projected");
    private static final List<String> TOKENS = List.of("serviceAccountToken", "clusterTrustBundle", "podCertificate");

    private final PodSpec spec;
    private final Map<String, Volume> volumes;
    private final List<FieldError> errors;

    /** @param volumes of the pod by their names */
    GatedPodFieldsValidator(PodSpec spec, Map<String, Volume> volumes, List<FieldError> errors) {
        this.spec = spec;
        this.volumes = volumes;
        this.errors = errors;
    }

    /** Checks the volumes of the specification at {@code path}. */
    void volumes(FieldPath path) {
        for (int i = 0; i < spec.volumes().size(); i++) {
            volume(spec.volumes().get(i), path.child("volumes").index(i));
        }
    }

    /** Checks all its containers. */
    void containers(FieldPath path) {
        AllContainers.visit(spec, path, this::container);
    }

    /** Checks with which other pods it comes, and who is asked before it goes. */
    void company(FieldPath path) {
        if (spec.hasSchedulingGroup()) {
            schedulingGroup(path.child("schedulingGroup"));
        }
        if (!spec.evictionResponders().isEmpty()) {
            responders(spec.evictionResponders(), path.child("evictionResponders"));
        }
    }

    private void volume(Volume volume, FieldPath path) {
        if (volume.hasEmptyDir() && volume.emptyDir().hasMode()) {
            int mode = volume.emptyDir().mode();
            if (mode < 0 || mode > MODE_MAX) {
                errors.add(FieldError.invalid(
                        path.child("emptyDir").child("mode"),
                        (long) mode,
                        "must be a number between 0 and 01777 (octal), both inclusive"));
            }
        }
        for (String name : SOURCES) {
            Struct source = volume.struct().struct(name);
            if (source != null) {
                user(source, "defaultUser", path.child(name));
                files(source, path.child(name));
                sources(source, path.child(name).child("sources"));
            }
        }
    }

    private void sources(Struct projected, FieldPath path) {
        if (!(projected.get("sources") instanceof List<?> sources)) {
            return;
        }
        for (int i = 0; i < sources.size(); i++) {
            if (sources.get(i) instanceof Struct source) {
                for (String name : SOURCES) {
                    files(
                            Objects.requireNonNullElse(source.struct(name), Struct.EMPTY),
                            path.index(i).child(name));
                }
                for (String name : TOKENS) {
                    user(
                            Objects.requireNonNullElse(source.struct(name), Struct.EMPTY),
                            "user",
                            path.index(i).child(name));
                }
            }
        }
    }

    private void files(Struct source, FieldPath path) {
        if (source.get("items") instanceof List<?> items) {
            for (int i = 0; i < items.size(); i++) {
                if (items.get(i) instanceof Struct item) {
                    user(item, "user", path.child("items").index(i));
                }
            }
        }
    }

    private void user(Struct holder, String field, FieldPath path) {
        if (holder.get(field) instanceof Long user) {
            Values.inRange(user, 0, Integer.MAX_VALUE)
                    .forEach(message -> errors.add(FieldError.invalid(path.child(field), user, message)));
        }
    }

    private void container(Container container, FieldPath path) {
        for (int i = 0; i < container.volumeMounts().size(); i++) {
            mount(
                    container.volumeMounts().get(i),
                    path.child("volumeMounts").index(i).child("bindMountOptions"));
        }
        if (container.hasLifecycle()) {
            lifecycle(container.lifecycle(), path.child("lifecycle"));
        }
        probe(container.livenessProbe(), path.child("livenessProbe"));
        probe(container.readinessProbe(), path.child("readinessProbe"));
        probe(container.startupProbe(), path.child("startupProbe"));
    }

    private void mount(VolumeMount mount, FieldPath path) {
        List<String> options = mount.bindMountOptions();
        Set<String> seen = new HashSet<>();
        for (int i = 0; i < options.size(); i++) {
            Check.oneOf(errors, path.index(i), options.get(i), OPTIONS);
            if (!seen.add(options.get(i))) {
                errors.add(FieldError.duplicate(path.index(i), options.get(i)));
            }
        }
        Volume volume = volumes.get(mount.name());
        if (!options.isEmpty() && volume != null && volume.hasImage()) {
            errors.add(FieldError.invalid(path, options, "bindMountOptions may not be used with image volumes"));
        }
    }

    private void probe(Probe probe, FieldPath path) {
        if (probe.hasHttpGet()) {
            http(probe.httpGet(), path.child("httpGet"));
        }
        if (probe.hasGrpc() && probe.grpc().hasMode()) {
            Check.oneOf(errors, path.child("grpc").child("mode"), probe.grpc().mode(), List.of("Plaintext", "TLS"));
        }
    }

    private void http(HTTPGetAction http, FieldPath path) {
        if (!http.hasProtocol()) {
            return;
        }
        FieldPath protocol = path.child("protocol");
        boolean second = http.protocol().equals("HTTP2");
        Check.oneOf(errors, protocol, http.protocol(), List.of("HTTP1", "HTTP2"));
        if (second && !http.scheme().equals("HTTP")) {
            errors.add(FieldError.invalid(protocol, http.protocol(), "is only supported with HTTP (H2C)"));
        } else if (second && !http.host().isEmpty()) {
            errors.add(
                    FieldError.invalid(path.child("host"), http.host(), "must be empty when `protocol` is \"HTTP2\""));
        }
    }

    private void lifecycle(Lifecycle lifecycle, FieldPath path) {
        if (lifecycle.postStart().hasHttpGet()) {
            http(lifecycle.postStart().httpGet(), path.child("postStart").child("httpGet"));
        }
        if (lifecycle.preStop().hasHttpGet()) {
            http(lifecycle.preStop().httpGet(), path.child("preStop").child("httpGet"));
        }
        if (!lifecycle.hasStopSignal()) {
            return;
        }
        FieldPath signal = path.child("stopSignal");
        switch (spec.os().name()) {
            case "windows" -> Check.oneOf(errors, signal, lifecycle.stopSignal(), WINDOWS_SIGNALS);
            case "linux" -> Check.oneOf(errors, signal, lifecycle.stopSignal(), signals());
            default -> {
                if (!spec.hasOs()) {
                    errors.add(FieldError.forbidden(signal, "may not be set for containers with empty `spec.os.name`"));
                }
            }
        }
    }

    private static List<String> signals() {
        FieldDeclaration declared =
                BuiltinDeclarations.instance().get("api.core.v1.Lifecycle").field("stopSignal");
        return declared == null ? List.of() : List.copyOf(declared.values());
    }

    private void schedulingGroup(FieldPath path) {
        FieldPath name = path.child("podGroupName");
        if (!spec.schedulingGroup().hasPodGroupName()) {
            errors.add(FieldError.invalid(name, "", "must specify one of: `podGroupName`"));
        } else {
            Check.rule(
                    errors,
                    name,
                    spec.schedulingGroup().podGroupName(),
                    Names.dns1123Subdomain(spec.schedulingGroup().podGroupName()));
        }
        if (!spec.evictionResponders().isEmpty()) {
            errors.add(FieldError.forbidden(path, "may not be set when evictionResponders is set"));
        }
    }

    private void responders(List<EvictionResponder> responders, FieldPath path) {
        if (responders.size() > RESPONDERS_MAX) {
            errors.add(FieldError.tooMany(path, responders.size(), RESPONDERS_MAX));
            return;
        }
        Set<String> names = new HashSet<>();
        for (int i = 0; i < responders.size(); i++) {
            EvictionResponder responder = responders.get(i);
            if (!names.add(responder.name())) {
                Object priority = responder.hasPriority() ? (Object) (long) responder.priority() : Null.NULL;
                errors.add(
                        FieldError.duplicate(path.index(i), Struct.of("name", responder.name(), "priority", priority)));
            }
        }
        for (int i = 0; i < responders.size(); i++) {
            EvictionResponder responder = responders.get(i);
            responderName(responder.name(), path.index(i).child("name"));
            FieldPath priority = path.index(i).child("priority");
            if (!responder.hasPriority()) {
                errors.add(FieldError.required(priority, ""));
            } else {
                priority(responder.priority(), priority);
            }
        }
    }

    private void responderName(String name, FieldPath path) {
        if (!Check.present(errors, path, name)) {
            return;
        }
        String domain = name.split("/", 2)[0].toLowerCase(Locale.ROOT).strip();
        while (domain.endsWith(".")) {
            domain = domain.substring(0, domain.length() - 1);
        }
        if (("." + domain).endsWith(".k8s.io") || ("." + domain).endsWith(".kubernetes.io")) {
            errors.add(FieldError.invalid(path, name, "domain names *.k8s.io, *.kubernetes.io are reserved"));
        }
        Check.rule(
                errors,
                path,
                name,
                name.contains("/")
                        ? Names.qualifiedName(name)
                        : List.of("must include a prefix (e.g. 'example.com/key')"));
    }

    private void priority(long priority, FieldPath path) {
        if (priority >= 0 && priority < OWN_PRIORITIES) {
            errors.add(FieldError.invalid(
                    path, priority, "priorities 0-999 are reserved for responders with *.k8s.io suffix"));
        }
        if (priority > PRIORITY_MAX) {
            errors.add(FieldError.invalid(path, priority, "must be less than or equal to " + PRIORITY_MAX));
        }
        if (priority < 0) {
            errors.add(FieldError.invalid(path, priority, "must be greater than or equal to 0"));
        }
    }
}
