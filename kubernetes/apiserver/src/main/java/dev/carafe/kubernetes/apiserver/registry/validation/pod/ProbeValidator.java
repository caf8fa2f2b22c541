package dev.carafe.kubernetes.apiserver.registry.validation.pod;

import dev.carafe.kubernetes.api.core.v1.ExecAction;
import dev.carafe.kubernetes.api.core.v1.HTTPGetAction;
import dev.carafe.kubernetes.api.core.v1.Lifecycle;
import dev.carafe.kubernetes.api.core.v1.LifecycleHandler;
import dev.carafe.kubernetes.api.core.v1.Probe;
import dev.carafe.kubernetes.apimachinery.field.FieldError;
import dev.carafe.kubernetes.apimachinery.field.FieldPath;
import dev.carafe.kubernetes.apimachinery.validation.Values;
import dev.carafe.kubernetes.apiserver.registry.validation.Check;
import java.util.List;

/** Probes and lifecycle hooks. */
final class ProbeValidator {
    private ProbeValidator() {}

    /** A probe of liveness or of the start, which one success decides. */
    static void atOnce(Probe probe, FieldPath path, List<FieldError> errors) {
        probe(probe, path, errors);
        if (probe.successThreshold() != 1) {
            errors.add(
                    FieldError.invalid(path.child("successThreshold"), (long) probe.successThreshold(), "must be 1"));
        }
    }

    /** A probe of readiness, which never ends a container. */
    static void readiness(Probe probe, FieldPath path, List<FieldError> errors) {
        probe(probe, path, errors);
        if (probe.hasTerminationGracePeriodSeconds()) {
            errors.add(FieldError.invalid(
                    path.child("terminationGracePeriodSeconds"),
                    probe.terminationGracePeriodSeconds(),
                    "must not be set for readinessProbes"));
        }
    }

    private static void probe(Probe probe, FieldPath path, List<FieldError> errors) {
        int handlers = 0;
        if (probe.hasExec()) {
            handlers++;
            exec(probe.exec(), path.child("exec"), errors);
        }
        if (probe.hasHttpGet() && isFirst(handlers++, path.child("httpGet"), errors)) {
            httpGet(probe.httpGet(), path.child("httpGet"), errors);
        }
        if (probe.hasTcpSocket() && isFirst(handlers++, path.child("tcpSocket"), errors)) {
            Check.portOrName(
                    errors,
                    path.child("tcpSocket").child("port"),
                    probe.tcpSocket().port());
        }
        if (probe.hasGrpc() && isFirst(handlers++, path.child("grpc"), errors)) {
            Check.port(errors, path.child("grpc").child("port"), probe.grpc().port());
        }
        if (handlers == 0) {
            errors.add(FieldError.required(path, "must specify a handler type"));
        }
        Check.nonNegative(errors, path.child("initialDelaySeconds"), probe.initialDelaySeconds());
        Check.nonNegative(errors, path.child("timeoutSeconds"), probe.timeoutSeconds());
        Check.nonNegative(errors, path.child("periodSeconds"), probe.periodSeconds());
        Check.nonNegative(errors, path.child("successThreshold"), probe.successThreshold());
        Check.nonNegative(errors, path.child("failureThreshold"), probe.failureThreshold());
        if (probe.hasTerminationGracePeriodSeconds() && probe.terminationGracePeriodSeconds() <= 0) {
            errors.add(FieldError.invalid(
                    path.child("terminationGracePeriodSeconds"),
                    probe.terminationGracePeriodSeconds(),
                    "must be greater than 0"));
        }
    }

    /** Whether there is no other handler yet; only the first is looked at. */
    private static boolean isFirst(int handlers, FieldPath path, List<FieldError> errors) {
        if (handlers > 0) {
            errors.add(FieldError.forbidden(path, "may not specify more than 1 handler type"));
        }
        return handlers == 0;
    }

    /** Hooks, of a pod that has {@code graceSeconds} to end. */
    static void lifecycle(Lifecycle lifecycle, long graceSeconds, FieldPath path, List<FieldError> errors) {
        if (lifecycle.hasPostStart()) {
            handler(lifecycle.postStart(), graceSeconds, path.child("postStart"), errors);
        }
        if (lifecycle.hasPreStop()) {
            handler(lifecycle.preStop(), graceSeconds, path.child("preStop"), errors);
        }
    }

    private static void handler(LifecycleHandler handler, long graceSeconds, FieldPath path, List<FieldError> errors) {
        int handlers = 0;
        if (handler.hasExec()) {
            handlers++;
            exec(handler.exec(), path.child("exec"), errors);
        }
        if (handler.hasHttpGet() && isFirst(handlers++, path.child("httpGet"), errors)) {
            httpGet(handler.httpGet(), path.child("httpGet"), errors);
        }
        if (handler.hasTcpSocket() && isFirst(handlers++, path.child("tcpSocket"), errors)) {
            Check.portOrName(
                    errors,
                    path.child("tcpSocket").child("port"),
                    handler.tcpSocket().port());
        }
        if (handler.hasSleep() && isFirst(handlers++, path.child("sleep"), errors)) {
            long seconds = handler.sleep().seconds();
            if (seconds < 0 || seconds > graceSeconds) {
                errors.add(FieldError.invalid(
                        path.child("sleep"),
                        seconds,
                        "must be non-negative and less than terminationGracePeriodSeconds (" + graceSeconds + ")"));
            }
        }
        if (handlers == 0) {
            errors.add(FieldError.required(path, "must specify a handler type"));
        }
    }

    private static void exec(ExecAction action, FieldPath path, List<FieldError> errors) {
        if (action.command().isEmpty()) {
            errors.add(FieldError.required(path.child("command"), ""));
        }
    }

    private static void httpGet(HTTPGetAction action, FieldPath path, List<FieldError> errors) {
        Check.present(errors, path.child("path"), action.path());
        Check.portOrName(errors, path.child("port"), action.port());
        Check.oneOf(errors, path.child("scheme"), action.scheme(), List.of("HTTP", "HTTPS"));
        for (var header : action.httpHeaders()) {
            Check.rule(errors, path.child("httpHeaders"), header.name(), Values.httpHeaderName(header.name()));
        }
    }
}
