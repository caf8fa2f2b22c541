package dev.carafe.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.util.Set;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;

/** What is left of a cloud after it was removed: nothing. The last of all classes, since it removes the cloud of the others. */
@Order(Integer.MAX_VALUE)
@ExtendWith(CloudExtension.class)
@Timeout(300)
class ResetTest {
    @Test
    void resetLeavesNothingBehind(Cloud cloud) {
        cloud.kubectl().apply("""
                {apiVersion: v1, kind: Pod, metadata: {name: last, labels: {app: last}}, spec: {terminationGracePeriodSeconds: 0,
                 volumes: [{name: m, emptyDir: {medium: Memory}}],
                 containers: [{name: a, image: "carafe.local/busybox:1", command: [sleep, "1000"],
                  ports: [{containerPort: 80, hostPort: 38080}],
                  volumeMounts: [{name: m, mountPath: /m}]}]}}
                """);
        cloud.kubectl().ok("expose", "pod", "last", "--port=80");
        cloud.kubectl().ok("wait", "--for=condition=Ready", "pod/last", "--timeout=90s");
        assertThat(Leftovers.now()).hasSizeGreaterThan(cloud.foundBefore().size() + 5);
        cloud.carafe("reset", "--yes").orFail();
        Set<String> left = Leftovers.now();
        left.removeAll(cloud.foundBefore());
        assertThat(left).isEmpty();
        assertThat(Files.exists(cloud.dataDirectory())).isFalse();
    }
}
