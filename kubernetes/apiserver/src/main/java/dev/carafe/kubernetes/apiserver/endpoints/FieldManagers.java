package dev.carafe.kubernetes.apiserver.endpoints;

import dev.carafe.kubernetes.apimachinery.managedfields.FieldManager;
import dev.carafe.kubernetes.apimachinery.managedfields.Versions;
import dev.carafe.kubernetes.apimachinery.meta.GroupVersion;
import dev.carafe.kubernetes.apimachinery.value.Struct;
import dev.carafe.kubernetes.apimachinery.value.Times;
import dev.carafe.kubernetes.apiserver.generic.ObjectMetas;
import java.time.InstantSource;
import java.util.Optional;

/** Notes who owns which fields of the objects that requests write, and applies what they apply. Thread-safe. */
public final class FieldManagers {
    /** Written in its own kind's version, and without a time. */
    private static final String SCALE = "scale";

    private final ResourceTable resources;
    private final InstantSource clock;

    /** The managers of these resources' fields. */
    public FieldManagers(ResourceTable resources, InstantSource clock) {
        this.resources = resources;
        this.clock = clock;
    }

    /**
     * The wanted object, with who owns what of it; both objects in the version that is stored.
     *
     * @param live the object as it is, empty for one that is created
     */
    public Struct update(ServedResource resource, String subresource, Struct live, Struct wanted, String manager) {
        Struct before = live.isEmpty() ? unsaid(resource) : live;
        Struct served = manager(resource, subresource)
                .update(served(resource, before), served(resource, wanted), manager, now(subresource));
        Object managed = ObjectMetas.of(served).get("managedFields");
        return managed == null
                ? ObjectMetas.without(wanted, "managedFields")
                : ObjectMetas.with(wanted, "managedFields", managed);
    }

    private static Struct unsaid(ServedResource resource) {
        return resource.store()
                .map(store -> store.resource().strategy().unsaid())
                .orElse(Struct.EMPTY);
    }

    /** The live object, in the version that the resource is served in, with an applied configuration; without defaults. */
    Struct apply(ServedResource resource, String subresource, Struct live, Struct applied, WriteOptions options) {
        return manager(resource, subresource)
                .apply(served(resource, live), applied, options.fieldManager(), options.force(), now(subresource));
    }

    private static Struct served(ServedResource resource, Struct stored) {
        return stored.isEmpty() ? stored : resource.conversion().toServed(stored);
    }

    private String now(String subresource) {
        return subresource.equals(SCALE) ? "" : Times.format(clock.instant());
    }

    private FieldManager manager(ServedResource resource, String subresource) {
        return new FieldManager(
                resource.form().typed(),
                resource.form().structure(),
                ResourceEndpoint.kind(resource),
                subresource,
                ResetFields.of(resource, subresource),
                versions(resource),
                subresource.equals(SCALE) ? "autoscaling/v1" : "");
    }

    private Versions versions(ServedResource resource) {
        String name = resource.declaration().name();
        return (object, from, to) -> {
            if (from.equals(to) && to.equals(resource.apiVersion())) {
                return Optional.of(
                        new Versions.Versioned(object, resource.form().type()));
            }
            return find(from, name)
                    .flatMap(source -> find(to, name)
                            .map(target -> new Versions.Versioned(
                                    convert(object, source, target),
                                    target.form().type())));
        };
    }

    private static Struct convert(Struct object, ServedResource source, ServedResource target) {
        if (source.equals(target)) {
            return object;
        }
        Struct stored = source.conversion().toStored(BodyDecoder.complete(object, source.form()));
        return BodyDecoder.complete(target.conversion().toServed(stored), target.form());
    }

    private Optional<ServedResource> find(String apiVersion, String name) {
        try {
            GroupVersion version = GroupVersion.parse(apiVersion);
            return resources.findKnown(version.group(), version.version(), name);
        } catch (IllegalArgumentException notAVersion) {
            return Optional.empty();
        }
    }
}
