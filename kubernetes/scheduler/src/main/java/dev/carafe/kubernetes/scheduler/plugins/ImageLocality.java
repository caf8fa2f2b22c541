package dev.carafe.kubernetes.scheduler.plugins;

import dev.carafe.kubernetes.api.core.v1.Container;
import dev.carafe.kubernetes.scheduler.framework.CycleState;
import dev.carafe.kubernetes.scheduler.framework.NodeInfo;
import dev.carafe.kubernetes.scheduler.framework.Plugin;
import dev.carafe.kubernetes.scheduler.framework.PodInfo;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Prefers nodes that have the pod's images already, weighed by their size and by how widely they are spread. */
public final class ImageLocality implements Plugin.PreScore, Plugin.Score {
    private static final long BYTES_MIN = 23L << 20;
    private static final long BYTES_MAX_EACH = 1_000L << 20;

    /** How many nodes have each image, and how many nodes there are. */
    private record Spread(Map<String, Integer> nodesByImage, int nodes) {}

    @Override
    public String name() {
        return "ImageLocality";
    }

    @Override
    public void preScore(CycleState state, PodInfo pod, List<NodeInfo> nodes) {
        Map<String, Integer> counts = new HashMap<>();
        for (Container container : pod.pod().spec().containers()) {
            String image = normalized(container.image());
            for (NodeInfo node : nodes) {
                if (node.imageBytes().containsKey(image)) {
                    counts.merge(image, 1, Integer::sum);
                }
            }
        }
        state.put(new Spread(counts, nodes.size()));
    }

    @Override
    public long score(CycleState state, PodInfo pod, NodeInfo node) {
        Spread spread = state.find(Spread.class).orElse(new Spread(Map.of(), 1));
        long bytes = 0;
        int containers = 0;
        for (Container container : pod.pod().spec().containers()) {
            containers++;
            String image = normalized(container.image());
            long size = node.imageBytes().getOrDefault(image, 0L);
            bytes += size * spread.nodesByImage().getOrDefault(image, 0) / Math.max(1, spread.nodes());
        }
        long max = BYTES_MAX_EACH * containers;
        return SCORE_MAX
                * (Math.clamp(bytes, BYTES_MIN, Math.max(max, BYTES_MIN)) - BYTES_MIN)
                / Math.max(1, max - BYTES_MIN);
    }

    /** The name with the tag that it has when none is written. */
    private static String normalized(String image) {
        return image.lastIndexOf(':') <= image.lastIndexOf('/') ? image + ":latest" : image;
    }
}
