package dev.carafe.kubernetes.apiserver.registry.validation;

import dev.carafe.kubernetes.api.core.v1.ExecAction;
import dev.carafe.kubernetes.api.core.v1.HTTPGetAction;
import dev.carafe.kubernetes.api.core.v1.Lifecycle;
import dev.carafe.kubernetes.api.core.v1.LifecycleHandler;
import dev.carafe.kubernetes.api.core.v1.Probe;
import dev.carafe.kubernetes.apimachinery.field.FieldError;
import dev.carafe.kubernetes.apimachinery.field.FieldPath;
import dev.carafe.kubernetes.apimachinery.validation.Values;
import java.util.List;

/** Probes and lifecycle hooks. */
final class ProbeValidator {
    private ProbeValidator() {}

    static void probe(Probe probe, boolean successAtOnce, FieldPath path, List<FieldError> errors) {
        int handlers = 0;
        if (probe.hasExec()) {
            handlers++;
            exec(probe.exec(), path.child("exec"), errors);
        }
        if (probe.hasHttpGet()) {
            handlers = another(handlers, path.child("httpGet"), errors);
            httpGet(probe.httpGet(), path.child("httpGet"), errors);
        }
        if (probe.hasTcpSocket()) {
            handlers = another(handlers, path.child("tcpSocket"), errors);
            Check.portOrName(
                    errors,
                    path.child("tcpSocket").child("port"),
                    probe.tcpSocket().port());
        }
        if (probe.hasGrpc()) {
            handlers = another(handlers, path.child("grpc"), errors);
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
        if (successAtOnce && probe.successThreshold() != 1) {
            errors.add(
                    FieldError.invalid(path.child("successThreshold"), (long) probe.successThreshold(), "must be 1"));
        }
    }

    private static int another(int handlers, FieldPath path, List<FieldError> errors) {
        if (handlers > 0) {
            errors.add(FieldError.forbidden(path, "may not specify more than 1 handler type"));
        }
        return handlers + 1;
    }

    static void lifecycle(Lifecycle lifecycle, FieldPath path, List<FieldError> errors) {
        if (lifecycle.hasPostStart()) {
            handler(lifecycle.postStart(), path.child("postStart"), errors);
        }
        if (lifecycle.hasPreStop()) {
            handler(lifecycle.preStop(), path.child("preStop"), errors);
        }
    }

    private static void handler(LifecycleHandler handler, FieldPath path, List<FieldError> errors) {
        int handlers = 0;
        if (handler.hasExec()) {
            handlers++;
            exec(handler.exec(), path.child("exec"), errors);
        }
        if (handler.hasHttpGet()) {
            handlers = another(handlers, path.child("httpGet"), errors);
            httpGet(handler.httpGet(), path.child("httpGet"), errors);
        }
        if (handler.hasTcpSocket()) {
            handlers = another(handlers, path.child("tcpSocket"), errors);
            Check.portOrName(
                    errors,
                    path.child("tcpSocket").child("port"),
                    handler.tcpSocket().port());
        }
        if (handler.hasSleep()) {
            handlers = another(handlers, path.child("sleep"), errors);
            Check.nonNegative(
                    errors,
                    path.child("sleep").child("seconds"),
                    handler.sleep().seconds());
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
