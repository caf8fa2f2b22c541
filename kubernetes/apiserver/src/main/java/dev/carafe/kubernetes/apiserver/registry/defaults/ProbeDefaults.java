package dev.carafe.kubernetes.apiserver.registry.defaults;

import dev.carafe.kubernetes.api.core.v1.HTTPGetAction;
import dev.carafe.kubernetes.api.core.v1.Lifecycle;
import dev.carafe.kubernetes.api.core.v1.LifecycleHandler;
import dev.carafe.kubernetes.api.core.v1.Probe;

/** Defaults of probes and of the handlers of lifecycle hooks. */
final class ProbeDefaults {
    private ProbeDefaults() {}

    static Probe probe(Probe probe) {
        Probe changed = probe;
        if (changed.timeoutSeconds() == 0) {
            changed = changed.withTimeoutSeconds(1);
        }
        if (changed.periodSeconds() == 0) {
            changed = changed.withPeriodSeconds(10);
        }
        if (changed.successThreshold() == 0) {
            changed = changed.withSuccessThreshold(1);
        }
        if (changed.failureThreshold() == 0) {
            changed = changed.withFailureThreshold(3);
        }
        if (changed.hasHttpGet()) {
            changed = Changes.one(changed, changed.httpGet(), ProbeDefaults::httpGet, Probe::withHttpGet);
        }
        if (changed.hasGrpc() && !changed.grpc().hasService()) {
            changed = changed.withGrpc(changed.grpc().withService(""));
        }
        return changed;
    }

    static Lifecycle lifecycle(Lifecycle lifecycle) {
        Lifecycle changed = lifecycle;
        if (changed.hasPostStart()) {
            changed = Changes.one(changed, changed.postStart(), ProbeDefaults::handler, Lifecycle::withPostStart);
        }
        if (changed.hasPreStop()) {
            changed = Changes.one(changed, changed.preStop(), ProbeDefaults::handler, Lifecycle::withPreStop);
        }
        return changed;
    }

    private static LifecycleHandler handler(LifecycleHandler handler) {
        return handler.hasHttpGet()
                ? Changes.one(handler, handler.httpGet(), ProbeDefaults::httpGet, LifecycleHandler::withHttpGet)
                : handler;
    }

    private static HTTPGetAction httpGet(HTTPGetAction action) {
        HTTPGetAction changed = action;
        if (changed.path().isEmpty()) {
            changed = changed.withPath("/");
        }
        if (changed.scheme().isEmpty()) {
            changed = changed.withScheme("HTTP");
        }
        return changed;
    }
}
