package dev.carafe.kubernetes.apiserver.serializer;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.carafe.kubernetes.api.BuiltinDeclarations;
import dev.carafe.kubernetes.api.BuiltinMessages;
import dev.carafe.kubernetes.api.BuiltinResources;
import dev.carafe.kubernetes.apimachinery.meta.GroupVersion;
import dev.carafe.kubernetes.apimachinery.protobuf.Envelope;
import dev.carafe.kubernetes.apimachinery.protobuf.MalformedProtobufException;
import dev.carafe.kubernetes.apimachinery.protobuf.ProtobufDecoder;
import dev.carafe.kubernetes.apimachinery.protobuf.ProtobufEncoder;
import dev.carafe.kubernetes.apimachinery.schema.ResourceDeclaration;
import dev.carafe.kubernetes.apimachinery.structural.Decoder;
import dev.carafe.kubernetes.apimachinery.structural.DecodingException;
import dev.carafe.kubernetes.apimachinery.structural.Defaulter;
import dev.carafe.kubernetes.apimachinery.value.Json;
import dev.carafe.kubernetes.apimachinery.value.MalformedJsonException;
import dev.carafe.kubernetes.apimachinery.value.Struct;
import dev.carafe.kubernetes.apiserver.conversion.InternalVersions;
import dev.carafe.kubernetes.apiserver.conversion.StorageVersions;
import dev.carafe.kubernetes.apiserver.conversion.VersionConversion;
import dev.carafe.kubernetes.apiserver.registry.Strategies;
import dev.carafe.kubernetes.apiserver.registry.Strategy;
import dev.carafe.kubernetes.apiserver.storage.Serializer;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The objects of all kinds at rest. What is read is given the defaults of its kind, as upstream does, so that an object which
 * another version or server wrote looks as one of this server's own. Thread-safe.
 */
public final class StorageSerializer implements Serializer {
    /** Groups whose servers, apart from the main one in upstream, keep JSON. */
    private static final Set<String> JSON_GROUPS = Set.of("apiextensions.k8s.io", "apiregistration.k8s.io");

    /** Where the kind and version of an object in JSON stand at the latest. */
    private static final int HEAD_BYTES = 128;

    /**
     * One version of a kind at rest.
     *
     * @param apiVersion the version
     * @param message its protobuf message and its declaration
     * @param strategy what fills its defaults, in the internal form
     * @param conversion to the internal form; null where it is that
     */
    private record Form(
            String apiVersion,
            String message,
            Strategy strategy,
            @Nullable VersionConversion conversion) {
        Struct toInternal(Struct object) {
            return conversion == null ? object : conversion.toInternal(object);
        }

        Struct fromInternal(Struct object) {
            return conversion == null ? object : conversion.fromInternal(object);
        }
    }

    /** A kind that is kept and never served, so that nothing is known of it but its message. */
    private static final String RANGE_ALLOCATION = "api.core.v1.RangeAllocation";

    /** What is read, by version and kind. */
    private final Map<String, Form> forms = new HashMap<>();

    /** What is written, by the internal version and kind. */
    private final Map<String, Form> written = new HashMap<>();

    private final ProtobufEncoder encoder = new ProtobufEncoder(BuiltinMessages.instance());
    private final ProtobufDecoder decoder = new ProtobufDecoder(BuiltinMessages.instance());
    private final Decoder structural = new Decoder(BuiltinDeclarations.instance());
    private final Defaulter defaulter = new Defaulter(BuiltinDeclarations.instance());

    /** The serializer of the built-in kinds, and of whatever else there is. */
    public StorageSerializer(BuiltinResources builtin) {
        for (var rows : builtin.byGroupVersion().values()) {
            for (ResourceDeclaration row : rows) {
                String message = builtin.schemaOf(row.kindGroup(), row.kindVersion(), row.kind());
                boolean stored = !row.isSubresource() && row.verbs().contains("watch");
                if (stored
                        && message != null
                        && !JSON_GROUPS.contains(row.group())
                        && BuiltinMessages.instance().find(message) != null) {
                    add(builtin, row, message);
                }
            }
        }
        Form range = new Form("v1", RANGE_ALLOCATION, new Strategy() {}, null);
        forms.put("v1/RangeAllocation", range);
        written.put("v1/RangeAllocation", range);
    }

    private void add(BuiltinResources builtin, ResourceDeclaration row, String message) {
        String apiVersion = new GroupVersion(row.kindGroup(), row.kindVersion()).toString();
        VersionConversion conversion = VersionConversion.of(row).orElse(null);
        Strategy strategy = Strategies.of(conversion == null ? row : internal(builtin, row));
        Form form = new Form(apiVersion, message, strategy, conversion);
        forms.put(apiVersion + "/" + row.kind(), form);
        if (conversion == null) {
            written.putIfAbsent(apiVersion + "/" + row.kind(), form);
        }
        if (StorageVersions.of(row).toString().equals(apiVersion)) {
            written.put(InternalVersions.of(row) + "/" + row.kind(), form);
        }
    }

    private static ResourceDeclaration internal(BuiltinResources builtin, ResourceDeclaration row) {
        GroupVersion internal = InternalVersions.of(row);
        return builtin.byGroupVersion().getOrDefault(internal.group() + "/" + internal.version(), List.of()).stream()
                .filter(other -> other.name().equals(row.name()))
                .findFirst()
                .orElseThrow(() -> new IllegalStateException("no resource " + row.name() + " in " + internal));
    }

    @Override
    public byte[] encode(Struct object) {
        String apiVersion = String.valueOf(object.string("apiVersion"));
        String kind = String.valueOf(object.string("kind"));
        Form form = written.get(apiVersion + "/" + kind);
        if (form == null) {
            return Serializer.JSON.encode(object);
        }
        Struct metadata = object.struct("metadata");
        Struct bare = metadata == null ? object : object.with("metadata", metadata.without("resourceVersion"));
        return Envelope.seal(form.apiVersion(), kind, encoder.encode(form.fromInternal(bare), form.message()));
    }

    @Override
    public @Nullable Struct decode(byte[] stored) {
        if (stored.length > 0 && stored[0] == '{') {
            return isOldDefinition(stored) ? OldDefinitions.convert(json(stored)) : null;
        }
        try {
            Envelope envelope = Envelope.open(stored);
            Form form = forms.get(envelope.apiVersion() + "/" + envelope.kind());
            if (form == null) {
                throw new IllegalArgumentException("there is no kind " + envelope.kind() + " in the version "
                        + envelope.apiVersion() + " that is kept in protobuf");
            }
            Struct object = Struct.builder()
                    .put("kind", envelope.kind())
                    .put("apiVersion", envelope.apiVersion())
                    .putAll(envelope.decode(decoder, form.message()))
                    .build();
            if (form.message().equals(RANGE_ALLOCATION)) {
                return object;
            }
            Struct complete = defaulter.apply(structural.decode(object, form.message(), _ -> {}), form.message());
            return form.strategy().applyDefaults(form.toInternal(complete));
        } catch (MalformedProtobufException | DecodingException e) {
            throw new IllegalArgumentException(e);
        }
    }

    /** Whether it is a definition of a custom resource as upstream keeps it, in a version that nobody serves any more. */
    private static boolean isOldDefinition(byte[] stored) {
        String head = new String(stored, 0, Math.min(HEAD_BYTES, stored.length), UTF_8);
        return head.contains("\"apiVersion\":\"" + OldDefinitions.VERSION + "\"");
    }

    private static Struct json(byte[] stored) {
        try {
            return Json.decodeStruct(stored);
        } catch (MalformedJsonException e) {
            throw new IllegalArgumentException(e);
        }
    }
}
