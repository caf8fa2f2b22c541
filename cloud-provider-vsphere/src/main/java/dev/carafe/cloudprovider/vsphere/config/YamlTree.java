package dev.carafe.cloudprovider.vsphere.config;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.api.lowlevel.Compose;
import org.snakeyaml.engine.v2.common.ScalarStyle;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.NodeTuple;
import org.snakeyaml.engine.v2.nodes.ScalarNode;
import org.snakeyaml.engine.v2.nodes.SequenceNode;

/**
 * YAML as texts, lists and maps. A scalar is the text that it is, never a number, so that a password of digits stays what
 * it was; a plain {@code ~}, {@code null} or nothing at all is null. Tags are not looked at. Size and depth are bounded.
 */
public final class YamlTree {
    private static final int SIZE_MAX = 1 << 20;
    private static final int DEPTH_MAX = 20;
    private static final int NODES_MAX = 100_000;
    private static final LoadSettings SETTINGS =
            LoadSettings.builder().setCodePointLimit(SIZE_MAX).build();

    private int nodes;

    private YamlTree() {}

    /**
     * Reads the first document.
     *
     * @return a String, a List, a Map or null
     */
    public static @Nullable Object read(String text) throws ConfigException {
        try {
            Optional<Node> root = new Compose(SETTINGS).composeString(text);
            return root.isEmpty() ? null : new YamlTree().value(root.get(), 0);
        } catch (YamlEngineException e) {
            throw new ConfigException("yaml: "
                    + String.valueOf(e.getMessage()).lines().findFirst().orElse("it cannot be read"));
        }
    }

    private @Nullable Object value(Node node, int depth) throws ConfigException {
        if (depth > DEPTH_MAX || ++nodes > NODES_MAX) {
            throw new ConfigException("yaml: exceeded max depth");
        }
        return switch (node) {
            case ScalarNode scalar -> scalar(scalar);
            case SequenceNode sequence -> {
                List<@Nullable Object> list = new ArrayList<>();
                for (Node each : sequence.getValue()) {
                    list.add(value(each, depth + 1));
                }
                yield list;
            }
            case MappingNode mapping -> {
                Map<String, @Nullable Object> map = new LinkedHashMap<>();
                for (NodeTuple each : mapping.getValue()) {
                    String key = String.valueOf(value(each.getKeyNode(), depth + 1));
                    if (map.containsKey(key)) {
                        throw new ConfigException("yaml: unmarshal errors: key \"" + key + "\" already set in map");
                    }
                    map.put(key, value(each.getValueNode(), depth + 1));
                }
                yield map;
            }
            default -> throw new ConfigException("yaml: " + node.getNodeType() + " has no place here");
        };
    }

    private static @Nullable String scalar(ScalarNode node) {
        String text = node.getValue();
        boolean isNull = node.getScalarStyle() == ScalarStyle.PLAIN
                && (text.isEmpty() || text.equals("~") || text.equalsIgnoreCase("null"));
        return isNull ? null : text;
    }
}
