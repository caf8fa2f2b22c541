package dev.carafe.cloudprovider.vsphere.config;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The YAML form. What is not known is passed over. */
final class YamlForm {
    private YamlForm() {}

    /** @throws ConfigException also where the text is YAML but no mapping, as INI mostly is not even that */
    static RawConfig read(String text) throws ConfigException {
        Map<?, ?> root = root(text);
        Map<String, Section> centers = new LinkedHashMap<>();
        for (Map.Entry<?, ?> each : mapping(root.get("vcenter"), "vcenter").entrySet()) {
            String name = String.valueOf(each.getKey());
            centers.put(name, section(each.getValue(), name));
        }
        return new RawConfig(
                section(root.get("global"), "global"),
                centers,
                section(root.get("labels"), "labels"),
                section(root.get("nodes"), "nodes"),
                false);
    }

    /** Whether the text is of this form, whatever it says. */
    static boolean isYaml(String text) {
        try {
            root(text);
            return true;
        } catch (ConfigException _) {
            return false;
        }
    }

    private static Map<?, ?> root(String text) throws ConfigException {
        return mapping(YamlTree.read(text), "the file");
    }

    private static Section section(@Nullable Object tree, String name) throws ConfigException {
        Map<String, List<String>> values = new LinkedHashMap<>();
        for (Map.Entry<?, ?> each : mapping(tree, name).entrySet()) {
            values.put(String.valueOf(each.getKey()), texts(each.getValue(), String.valueOf(each.getKey())));
        }
        return new Section(values);
    }

    private static Map<?, ?> mapping(@Nullable Object tree, String name) throws ConfigException {
        if (tree == null) {
            return Map.of();
        }
        if (tree instanceof Map<?, ?> map) {
            return map;
        }
        throw new ConfigException("yaml: unmarshal errors: " + name + " is no mapping");
    }

    private static List<String> texts(@Nullable Object tree, String name) throws ConfigException {
        if (tree == null) {
            return List.of();
        }
        if (tree instanceof String text) {
            return text.isEmpty() ? List.of() : List.of(text);
        }
        if (tree instanceof List<?> list && list.stream().allMatch(String.class::isInstance)) {
            return list.stream().map(String.class::cast).toList();
        }
        throw new ConfigException("yaml: unmarshal errors: " + name + " is neither a text nor a list of texts");
    }
}
