package dev.carafe.kubernetes.apiserver.registry.testing;

import dev.carafe.kubernetes.apimachinery.errors.StatusError;
import dev.carafe.kubernetes.apimachinery.meta.GroupResource;
import dev.carafe.kubernetes.apimachinery.value.Struct;
import dev.carafe.kubernetes.apiserver.registry.ObjectReader;
import dev.carafe.kubernetes.apiserver.registry.ObjectWriter;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.UnaryOperator;

/** Objects in a map, without defaults or checks. Thread-safe. */
public final class InMemoryObjects implements ObjectReader, ObjectWriter {
    private final Map<String, Struct> objects = new ConcurrentSkipListMap<>();
    private final AtomicInteger writes = new AtomicInteger();

    private static String key(String group, String resource, String namespace, String name) {
        return group + "/" + resource + "/" + namespace + "/" + name;
    }

    private static String text(Struct object, String field) {
        Struct metadata = Objects.requireNonNullElse(object.struct("metadata"), Struct.EMPTY);
        return Objects.requireNonNullElse(metadata.string(field), "");
    }

    /** How many writes changed something. */
    public int writes() {
        return writes.get();
    }

    public InMemoryObjects put(String group, String resource, Struct object) {
        objects.put(key(group, resource, text(object, "namespace"), text(object, "name")), object);
        return this;
    }

    @Override
    public Optional<Struct> get(String group, String resource, String namespace, String name) {
        return Optional.ofNullable(objects.get(key(group, resource, namespace, name)));
    }

    @Override
    public Optional<Struct> getLatest(String group, String resource, String namespace, String name) {
        return get(group, resource, namespace, name);
    }

    @Override
    public List<Struct> list(String group, String resource, String namespace) {
        String prefix = group + "/" + resource + "/" + (namespace.isEmpty() ? "" : namespace + "/");
        return objects.entrySet().stream()
                .filter(entry -> entry.getKey().startsWith(prefix))
                .map(Map.Entry::getValue)
                .toList();
    }

    @Override
    public Struct create(String group, String resource, Struct object) {
        String name = text(object, "name");
        if (objects.putIfAbsent(key(group, resource, text(object, "namespace"), name), object) != null) {
            throw StatusError.alreadyExists(new GroupResource(group, resource), name);
        }
        writes.incrementAndGet();
        return object;
    }

    @Override
    public Struct updateStatus(
            String group, String resource, String namespace, String name, UnaryOperator<Struct> change) {
        return update(group, resource, namespace, name, change);
    }

    @Override
    public Struct update(String group, String resource, String namespace, String name, UnaryOperator<Struct> change) {
        Struct changed = objects.computeIfPresent(key(group, resource, namespace, name), (_, old) -> {
            Struct now = change.apply(old);
            if (!now.equals(old)) {
                writes.incrementAndGet();
            }
            return now;
        });
        if (changed == null) {
            throw StatusError.notFound(new GroupResource(group, resource), name);
        }
        return changed;
    }

    @Override
    public void delete(String group, String resource, String namespace, String name) {
        objects.remove(key(group, resource, namespace, name));
    }
}
