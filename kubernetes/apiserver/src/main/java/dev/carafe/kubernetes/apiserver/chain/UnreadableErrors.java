package dev.carafe.kubernetes.apiserver.chain;

import dev.carafe.kubernetes.apimachinery.errors.StatusError;
import dev.carafe.kubernetes.apimachinery.value.Struct;
import dev.carafe.kubernetes.apiserver.request.RequestInfo;
import dev.carafe.kubernetes.apiserver.storage.UnreadableObjectException;
import java.util.List;

/**
 * What a client is told of an object in the store that is none (apiserver/pkg/storage/etcd3/corrupt_obj_deleter.go and
 * storage/errors): by which it can be found, and deleted unread.
 *
 * @param root with which all keys begin, with a slash at its end
 */
public record UnreadableErrors(String root) {
    private static final long INTERNAL_ERROR = 500;

    /** The answer to a request that met one. */
    StatusError of(RequestInfo info, UnreadableObjectException error) {
        return switch (info.verb()) {
            case "list", "watch", "deletecollection" -> ofList(info, error);
            case "get", "delete" ->
                StatusError.internal(error.storageError(error.key().substring(root.length() - 1)));
            default -> StatusError.unknown(String.valueOf(error.getMessage()));
        };
    }

    private static StatusError ofList(RequestInfo info, UnreadableObjectException error) {
        String what = error.storageError(error.key());
        Struct.Builder details = Struct.builder().put("name", "list");
        if (!info.group().isEmpty()) {
            details.put("group", info.group());
        }
        details.put("kind", info.resource())
                .put(
                        "causes",
                        List.of(Struct.builder()
                                .put("reason", "UnexpectedServerResponse")
                                .put("message", what)
                                .put("field", error.key())
                                .build()));
        return StatusError.ofStatus(Struct.builder()
                .put("message", "failed to read one or more " + info.groupResource() + " from the storage: " + what)
                .put("reason", "StorageReadError")
                .put("details", details.build())
                .put("code", INTERNAL_ERROR)
                .build());
    }
}
