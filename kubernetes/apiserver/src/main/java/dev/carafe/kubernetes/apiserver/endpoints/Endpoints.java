package dev.carafe.kubernetes.apiserver.endpoints;

import dev.carafe.kubernetes.api.BuiltinDeclarations;
import dev.carafe.kubernetes.api.BuiltinResources;
import dev.carafe.kubernetes.apimachinery.schema.Declarations;
import dev.carafe.kubernetes.apiserver.rest.Connecter;
import dev.carafe.kubernetes.apiserver.rest.Creater;
import java.time.InstantSource;
import java.util.Map;

/** Puts the endpoint of all resources together. */
public final class Endpoints {
    private Endpoints() {}

    /**
     * The endpoint of these resources.
     *
     * @param connecters what takes over connections, by {@code resource/subresource}
     * @param creaters what answers creates that are not stored, by {@code group/resource[/subresource]}
     * @param bindings how pods are bound
     * @param unread who may delete what cannot be read
     * @param clock the time at which fields were written
     */
    public static ResourceEndpoint of(
            BuiltinResources builtin,
            ResourceTable resources,
            Map<String, Connecter> connecters,
            Map<String, Creater> creaters,
            WatchRules watches,
            PodBindings bindings,
            UnreadDeletes unread,
            InstantSource clock) {
        Declarations declarations = BuiltinDeclarations.instance();
        BuiltinForms forms = new BuiltinForms(declarations);
        BodyDecoder bodies = new BodyDecoder(
                forms,
                kind -> builtin.schemaOf(kind.group(), kind.version(), kind.kind()) != null
                        || resources.isCustomKind(kind));
        Reads reads = new Reads(watches);
        return new ResourceEndpoint(
                resources,
                declarations,
                bodies,
                reads,
                new Deletes(bodies, reads, unread),
                new Subresources(builtin, forms, connecters, creaters, bindings),
                new FieldManagers(resources, clock));
    }
}
