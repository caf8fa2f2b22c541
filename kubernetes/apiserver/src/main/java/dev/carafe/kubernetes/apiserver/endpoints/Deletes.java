package dev.carafe.kubernetes.apiserver.endpoints;

import dev.carafe.kubernetes.apimachinery.errors.StatusError;
import dev.carafe.kubernetes.apimachinery.meta.GroupResource;
import dev.carafe.kubernetes.apimachinery.value.Struct;
import dev.carafe.kubernetes.apiserver.authorization.Attributes;
import dev.carafe.kubernetes.apiserver.authorization.Authorizer;
import dev.carafe.kubernetes.apiserver.generic.DeleteOptions;
import dev.carafe.kubernetes.apiserver.generic.ObjectDeletion;
import dev.carafe.kubernetes.apiserver.generic.ObjectMetas;
import dev.carafe.kubernetes.apiserver.generic.UnreadableDeletion;
import dev.carafe.kubernetes.apiserver.generic.WriteContext;
import dev.carafe.kubernetes.apiserver.request.RequestInfo;
import dev.carafe.kubernetes.apiserver.storage.StoredObject;

/** Deletes of objects and of collections. Thread-safe. */
final class Deletes {
    /** What one must be allowed who deletes what cannot be read. */
    private static final String UNREAD_VERB = "unsafe-delete-ignore-read-errors";

    private static final GroupResource JOBS = new GroupResource("batch", "jobs");
    private static final String PODS_STAY = "child pods are preserved by default when jobs are deleted; set"
            + " propagationPolicy=Background to remove them or set propagationPolicy=Orphan to suppress this warning";

    private final BodyDecoder bodies;
    private final Reads reads;
    private final UnreadDeletes unread;

    /**
     * Deletes.
     *
     * @param bodies reads how to delete
     * @param reads finds what is in a collection
     */
    Deletes(BodyDecoder bodies, Reads reads, UnreadDeletes unread) {
        this.bodies = bodies;
        this.reads = reads;
        this.unread = unread;
    }

    /** How to delete; who says nothing of a job's pods is warned that they stay. */
    private DeleteOptionsReader.Parsed deletion(ApiRequest request, ServedResource resource) {
        DeleteOptionsReader.Parsed parsed = DeleteOptionsReader.read(bodies, request, unread.enabled());
        if (resource.groupResource().equals(JOBS)
                && parsed.options().propagation() == DeleteOptions.Propagation.DEFAULT) {
            request.warnings().accept(PODS_STAY);
        }
        return parsed;
    }

    Reply delete(ApiRequest request, ServedResource resource) {
        DeleteOptionsReader.Parsed parsed = deletion(request, resource);
        WriteContext context = ResourceEndpoint.context(request, resource, parsed.dryRun());
        if (parsed.unread()) {
            requireRight(request, resource);
            Struct status = new UnreadableDeletion(ResourceEndpoint.store(resource)).delete(context);
            return new Reply.Tree(200, resource, status);
        }
        ObjectDeletion.Outcome outcome =
                new ObjectDeletion(ResourceEndpoint.store(resource)).delete(context, parsed.options());
        int status = !outcome.gone() && parsed.options().orphanDependents() ? 202 : 200;
        Reply reply = ResourceEndpoint.reply(resource, outcome.result(), status);
        return switch (reply) {
            case Reply.Stored(int _, ServedResource of, StoredObject object) -> new Reply.Stored(status, of, object);
            case Reply.Tree(int _, ServedResource of, Struct object) -> new Reply.Tree(status, of, object);
            default -> reply;
        };
    }

    private void requireRight(ApiRequest request, ServedResource resource) {
        RequestInfo info = request.info();
        Authorizer.Decision decision = unread.authorizer()
                .authorize(new Attributes(
                        request.user(),
                        UNREAD_VERB,
                        info.group(),
                        info.version(),
                        info.resource(),
                        "",
                        info.namespace(),
                        info.name(),
                        info.path()));
        if (decision.verdict() != Authorizer.Verdict.ALLOW) {
            throw StatusError.forbidden(
                    resource.groupResource(),
                    info.name(),
                    "not permitted to do \"" + UNREAD_VERB + "\", reason: " + decision.reason());
        }
    }

    Reply deleteCollection(ApiRequest request, ServedResource resource) {
        if (!resource.declaration().verbs().contains("deletecollection")) {
            throw ResourceEndpoint.notAllowed();
        }
        DeleteOptionsReader.Parsed parsed = deletion(request, resource);
        DeleteOptionsReader.forbidUnread(parsed);
        Reply.Listed listed = reads.stored(request, resource, ListOptions.parseList(request.query()));
        ObjectDeletion deletion = new ObjectDeletion(ResourceEndpoint.store(resource));
        for (StoredObject object : listed.page().items()) {
            Struct tree = object.tree();
            WriteContext context = ResourceEndpoint.context(request, resource, parsed.dryRun())
                    .withName(ObjectMetas.text(tree, "namespace"), ObjectMetas.text(tree, "name"));
            try {
                deletion.delete(context, parsed.options());
            } catch (StatusError e) {
                if (e.code() != 404) { // somebody else deleted it meanwhile
                    throw e;
                }
            }
        }
        return listed;
    }
}
