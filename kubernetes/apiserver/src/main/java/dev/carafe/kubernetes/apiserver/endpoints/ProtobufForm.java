package dev.carafe.kubernetes.apiserver.endpoints;

import dev.carafe.kubernetes.api.BuiltinMessages;
import dev.carafe.kubernetes.api.BuiltinResources;
import dev.carafe.kubernetes.apimachinery.errors.StatusError;
import dev.carafe.kubernetes.apimachinery.meta.GroupVersion;
import dev.carafe.kubernetes.apimachinery.meta.GroupVersionKind;
import dev.carafe.kubernetes.apimachinery.protobuf.Envelope;
import dev.carafe.kubernetes.apimachinery.protobuf.ListEnvelope;
import dev.carafe.kubernetes.apimachinery.protobuf.MalformedProtobufException;
import dev.carafe.kubernetes.apimachinery.protobuf.ProtobufDecoder;
import dev.carafe.kubernetes.apimachinery.protobuf.ProtobufEncoder;
import dev.carafe.kubernetes.apimachinery.value.Struct;
import dev.carafe.kubernetes.apiserver.storage.StoredObject;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The protobuf form of the built-in kinds. Thread-safe. */
final class ProtobufForm {
    private static final String META = "apimachinery.pkg.apis.meta.v1.";

    private final BuiltinResources kinds;
    private final BuiltinMessages messages;
    private final ProtobufEncoder encoder;
    private final ProtobufDecoder decoder;

    private ProtobufForm() {
        this.kinds = BuiltinResources.load();
        this.messages = BuiltinMessages.instance();
        this.encoder = new ProtobufEncoder(messages);
        this.decoder = new ProtobufDecoder(messages);
    }

    /** Made when the first client speaks protobuf. */
    private static final class Holder {
        private static final ProtobufForm BUILTIN = new ProtobufForm();
    }

    /** The one form of the built-in kinds; it is immutable to its users. */
    static ProtobufForm builtin() {
        return Holder.BUILTIN;
    }

    /** The name of a kind's message; empty for a kind that has no protobuf form, such as Table. */
    Optional<String> messageOf(String apiVersion, String kind) {
        String name = switch (apiVersion) {
            case "meta.k8s.io/v1" -> META + kind;
            case "apidiscovery.k8s.io/v2" -> "api.apidiscovery.v2." + kind;
            case "" -> schemaOf("v1", kind); // the documents of discovery do not say theirs
            default -> schemaOf(apiVersion, kind);
        };
        return name == null || messages.find(name) == null ? Optional.empty() : Optional.of(name);
    }

    private @Nullable String schemaOf(String apiVersion, String kind) {
        try {
            GroupVersion version = GroupVersion.parse(apiVersion);
            return kinds.schemaOf(version.group(), version.version(), kind);
        } catch (IllegalArgumentException _) {
            return null;
        }
    }

    /** An object in its envelope; empty for a kind that has no protobuf form. */
    Optional<byte[]> seal(Struct object) {
        String apiVersion = text(object, "apiVersion");
        String kind = text(object, "kind");
        return messageOf(apiVersion, kind)
                .map(message -> Envelope.seal(apiVersion, kind, encoder.encode(object, message)));
    }

    private static String text(Struct object, String field) {
        String text = object.string(field);
        return text == null ? "" : text;
    }

    /** A stored object's message as it is served, without an envelope. Shared bytes where no conversion is needed. */
    private byte[] message(ServedResource resource, StoredObject object) {
        return resource.served(object)
                .protobuf(tree -> encoder.encode(tree, resource.form().structure()));
    }

    /** A stored object in its envelope. */
    byte[] seal(ServedResource resource, StoredObject object) {
        return Envelope.seal(resource.apiVersion(), resource.declaration().kind(), message(resource, object));
    }

    /** A list of stored objects in its envelope. */
    List<ByteBuffer> seal(ServedResource resource, Struct metadata, List<StoredObject> objects) {
        return ListEnvelope.of(
                resource.apiVersion(),
                resource.declaration().kind() + "List",
                encoder.encode(metadata, META + "ListMeta"),
                objects.stream().map(object -> message(resource, object)).toList());
    }

    /**
     * Decodes what a client sent.
     *
     * @param expected the kind that it is of where it does not say so itself
     * @throws MalformedProtobufException where there is no envelope
     * @throws StatusError 400 for a kind that there is not, and for a message that is not one of its kind
     */
    Struct decode(byte[] body, GroupVersionKind expected) throws MalformedProtobufException {
        Envelope envelope = Envelope.open(body);
        String kind = envelope.kind().isEmpty() ? expected.kind() : envelope.kind();
        String apiVersion = envelope.apiVersion().isEmpty() ? expected.apiVersion() : envelope.apiVersion();
        String version = apiVersion.substring(apiVersion.indexOf('/') + 1);
        String message = messageOf(apiVersion, kind)
                .orElseThrow(() -> StatusError.undecodable(
                        kind,
                        version,
                        expected.kind(),
                        "no kind \"" + kind + "\" is registered for version \"" + apiVersion
                                + "\" in scheme \"k8s.io/kubernetes/pkg/api/legacyscheme/scheme.go:30\""));
        try {
            return Struct.of("kind", kind, "apiVersion", apiVersion).toBuilder()
                    .putAll(envelope.decode(decoder, message))
                    .build();
        } catch (MalformedProtobufException e) {
            throw StatusError.undecodable(kind, version, expected.kind(), String.valueOf(e.getMessage()));
        }
    }
}
