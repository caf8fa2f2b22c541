package dev.carafe.cli.kubeconfig;

import dev.carafe.kubernetes.apimachinery.serializer.MalformedYamlException;
import dev.carafe.kubernetes.apimachinery.serializer.Yaml;
import dev.carafe.kubernetes.apimachinery.value.Null;
import dev.carafe.kubernetes.apimachinery.value.Struct;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A kubeconfig document (upstream: {@code client-go/tools/clientcmd/api/v1}) into which one context with its cluster and
 * user is put, or from which it is taken. Whatever else the document holds stays, in its order; comments do not survive,
 * as with kubectl. Not safe for several threads.
 */
public final class Kubeconfig {

    private static final List<String> LISTS = List.of("clusters", "contexts", "users");

    private Struct document;

    private Kubeconfig(Struct document) {
        this.document = document;
    }

    /** A document without entries. */
    public static Kubeconfig empty() {
        return new Kubeconfig(Struct.of("apiVersion", "v1", "kind", "Config"));
    }

    /**
     * Reads a document; blank text is an empty one.
     *
     * @throws IllegalArgumentException if the text is no kubeconfig; the message says why
     */
    public static Kubeconfig parse(String yaml) {
        if (yaml.isBlank()) {
            return empty();
        }
        Object tree;
        try {
            tree = Yaml.decode(yaml.getBytes(StandardCharsets.UTF_8));
        } catch (MalformedYamlException e) {
            throw new IllegalArgumentException("it is not YAML: " + e.getMessage(), e);
        }
        if (!(tree instanceof Struct document)) {
            throw new IllegalArgumentException("it is not a YAML object");
        }
        Kubeconfig config = new Kubeconfig(document);
        for (String list : LISTS) {
            config.entries(list);
        }
        return config;
    }

    /** Puts the context {@code name}, with a cluster and a user of the same name, in place of those of that name. */
    public void put(String name, Credentials credentials) {
        set(
                "clusters",
                name,
                "cluster",
                Struct.of("certificate-authority-data", credentials.authorityData(), "server", credentials.server()));
        set(
                "users",
                name,
                "user",
                Struct.of(
                        "client-certificate-data",
                        credentials.certificateData(),
                        "client-key-data",
                        credentials.keyData()));
        set("contexts", name, "context", Struct.of("cluster", name, "user", name));
    }

    /** Makes {@code name} the current context if none is current. */
    public void makeCurrentIfNone(String name) {
        if (currentContext().isEmpty()) {
            document = document.with("current-context", name);
        }
    }

    /** The current context's name, or "". */
    public String currentContext() {
        String name = document.string("current-context");
        return name == null ? "" : name;
    }

    /** Takes away the context, cluster and user {@code name}; whether there was one of them. */
    public boolean remove(String name) {
        boolean removed = false;
        for (String list : LISTS) {
            List<Object> entries = entries(list);
            if (entries.removeIf(each -> name.equals(nameOf(each)))) {
                document = document.with(list, entries);
                removed = true;
            }
        }
        if (removed && name.equals(currentContext())) {
            document = document.with("current-context", "");
        }
        return removed;
    }

    /** The authority (base64 of PEM) that the cluster {@code name} embeds; "" when there is none. */
    public String authorityData(String name) {
        return clusterField(name, "certificate-authority-data");
    }

    /** The URL of the API server of the cluster {@code name}; "" when there is none. */
    public String server(String name) {
        return clusterField(name, "server");
    }

    private String clusterField(String name, String field) {
        for (Object each : entries("clusters")) {
            if (name.equals(nameOf(each))
                    && each instanceof Struct entry
                    && entry.get("cluster") instanceof Struct cluster
                    && cluster.get(field) instanceof String value) {
                return value;
            }
        }
        return "";
    }

    /** The document as YAML. */
    public String toYaml() {
        return Yaml.toString(document);
    }

    private void set(String list, String name, String kind, Struct content) {
        List<Object> entries = entries(list);
        Struct entry = Struct.of(kind, content, "name", name);
        for (int i = 0; i < entries.size(); i++) {
            if (name.equals(nameOf(entries.get(i)))) {
                entries.set(i, entry);
                document = document.with(list, entries);
                return;
            }
        }
        entries.add(entry);
        document = document.with(list, entries);
    }

    /** A copy of the list {@code name}; an absent or null one is empty. */
    private List<Object> entries(String name) {
        return switch (document.get(name)) {
            case null -> new ArrayList<>();
            case Null absent -> new ArrayList<>();
            case List<?> list -> new ArrayList<>(list);
            default -> throw new IllegalArgumentException("its field '" + name + "' is not a list");
        };
    }

    private static @Nullable String nameOf(Object entry) {
        return entry instanceof Struct struct ? struct.string("name") : null;
    }
}
