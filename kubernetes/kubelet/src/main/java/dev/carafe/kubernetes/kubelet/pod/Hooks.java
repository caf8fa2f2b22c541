package dev.carafe.kubernetes.kubelet.pod;

import dev.carafe.kubernetes.api.core.v1.Container;
import dev.carafe.kubernetes.api.core.v1.LifecycleHandler;
import dev.carafe.kubernetes.kubelet.cri.CriClient;
import dev.carafe.kubernetes.kubelet.cri.v1.ExecSyncResponse;
import dev.carafe.kubernetes.kubelet.probe.HttpGet;
import dev.carafe.kubernetes.kubelet.probe.HttpTargets;
import java.io.IOException;
import java.time.Duration;

/** Runs a container's lifecycle hooks. Blocks its caller. */
final class Hooks {
    private static final Duration HTTP_TIMEOUT = Duration.ofMinutes(2);

    private final CriClient cri;

    Hooks(CriClient cri) {
        this.cri = cri;
    }

    /**
     * Runs a hook to its end.
     *
     * @throws IOException when it failed; the message says how
     */
    void run(LifecycleHandler hook, Container container, String containerId, String podIp)
            throws IOException, InterruptedException {
        if (hook.hasExec()) {
            ExecSyncResponse answer = cri.execSync(containerId, hook.exec().command(), Duration.ZERO);
            if (answer.getExitCode() != 0) {
                throw new IOException("command '" + String.join(" ", hook.exec().command()) + "' exited with "
                        + answer.getExitCode() + ": " + answer.getStderr().toStringUtf8());
            }
        } else if (hook.hasHttpGet()) {
            HttpGet.status(
                    HttpTargets.uri(hook.httpGet(), container, podIp),
                    HttpTargets.headers(hook.httpGet()),
                    HTTP_TIMEOUT);
        } else if (hook.hasSleep()) {
            Thread.sleep(Duration.ofSeconds(hook.sleep().seconds())); // to sleep is what the hook asks for
        }
    }
}
