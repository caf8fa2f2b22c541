package dev.carafe.kubernetes.apiserver.registry.validation.pod;

import dev.carafe.kubernetes.api.core.v1.Container;
import dev.carafe.kubernetes.api.core.v1.PodSpec;
import dev.carafe.kubernetes.api.core.v1.WindowsSecurityContextOptions;
import dev.carafe.kubernetes.apimachinery.field.FieldError;
import dev.carafe.kubernetes.apimachinery.field.FieldPath;
import java.util.List;
import java.util.Optional;

/** Containers that are processes of a Windows host: all of a pod's or none, on the host's network, where the cluster allows it. */
final class HostProcessValidator {
    private final Optional<Boolean> ofPod;
    private final List<FieldError> errors;
    private int containers;
    private int hostProcesses;

    private HostProcessValidator(PodSpec spec, List<FieldError> errors) {
        this.ofPod = hostProcess(spec.securityContext().windowsOptions());
        this.errors = errors;
    }

    /** Checks the specification of a pod at {@code path}. */
    static void spec(PodSpec spec, FieldPath path, Capabilities capabilities, List<FieldError> errors) {
        HostProcessValidator validator = new HostProcessValidator(spec, errors);
        validator.count(spec.initContainers(), path.child("initContainers"));
        validator.count(spec.containers(), path.child("containers"));
        validator.count(AllContainers.ephemeral(spec), path.child("ephemeralContainers"));
        if (validator.hostProcesses == 0) {
            return;
        }
        if (validator.hostProcesses != validator.containers) {
            errors.add(FieldError.invalid(
                    path,
                    "",
                    "If pod contains any hostProcess containers then all containers must be HostProcess containers"));
        }
        if (!spec.hostNetwork()) {
            errors.add(FieldError.invalid(
                    path.child("hostNetwork"),
                    false,
                    "hostNetwork must be true if pod contains any hostProcess containers"));
        }
        if (!capabilities.allowPrivileged()) {
            errors.add(FieldError.forbidden(path, "hostProcess containers are disallowed by cluster policy"));
        }
    }

    private void count(List<Container> all, FieldPath path) {
        for (int i = 0; i < all.size(); i++) {
            Optional<Boolean> own = hostProcess(all.get(i).securityContext().windowsOptions());
            if (own.isPresent() && ofPod.isPresent() && !own.equals(ofPod)) {
                errors.add(FieldError.invalid(
                        path.index(i)
                                .child("securityContext")
                                .child("windowsOptions")
                                .child("hostProcess"),
                        own.get(),
                        "pod hostProcess value must be identical if both are specified, was " + ofPod.get()));
            }
            containers++;
            hostProcesses += own.or(() -> ofPod).orElse(false) ? 1 : 0;
        }
    }

    private static Optional<Boolean> hostProcess(WindowsSecurityContextOptions options) {
        return options.hasHostProcess() ? Optional.of(options.hostProcess()) : Optional.empty();
    }
}
