package dev.carafe.vsphere.vmomi.property;

import dev.carafe.vsphere.vim.DataObject;
import dev.carafe.vsphere.vim.FaultException;
import dev.carafe.vsphere.vim.ManagedObjectReference;
import dev.carafe.vsphere.vim.packed.PackedCodec;
import dev.carafe.vsphere.vim.vim25.InvalidCollectorVersion;
import dev.carafe.vsphere.vim.vim25.Vim25;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * What a client knows already when it begins to follow, from an earlier session or an earlier run: objects whose properties it
 * wants all of, and the digests of what these were. Of those that are still so it is told a change without any property, of all others
 * everything. It says so in place of the version that it was told last, which a server that knows nothing of this refuses as one that
 * it has not handed out:
 *
 * <pre>
 * version: "known", objects
 * object:  " ", the type, ":", the name, "=", the digest of all properties, see {@link PackedCodec#digest(DataObject)}
 * </pre>
 *
 * <p>A server and a client whose types have other fields have other digests.
 */
public final class KnownObjects {
    /** For a client that knows nothing. */
    static final KnownObjects NONE = new KnownObjects(Map.of());

    private static final String BEGIN = "known";
    private static final PackedCodec CODEC = new PackedCodec(Vim25.NAMESPACE);
    private static final Pattern SEPARATOR = Pattern.compile("[\\s:=]");

    private final Map<ManagedObjectReference<?>, String> digests;

    /** @param digests by the objects' names; what cannot be written as above is left out, and so is told whole */
    public KnownObjects(Map<ManagedObjectReference<?>, String> digests) {
        this.digests = Map.copyOf(digests);
    }

    /** The digest of all properties of an object. */
    public static String digest(DataObject properties) {
        return CODEC.digest(properties);
    }

    public boolean isEmpty() {
        return digests.isEmpty();
    }

    /** How it stands in place of a version. */
    public String version() {
        StringBuilder version = new StringBuilder(BEGIN);
        digests.forEach((object, digest) -> {
            boolean plain = object.serverGuid() == null
                    && !SEPARATOR.matcher(object.type()).find()
                    && !SEPARATOR.matcher(object.value()).find();
            if (plain) {
                version.append(' ')
                        .append(object.type())
                        .append(':')
                        .append(object.value())
                        .append('=')
                        .append(digest);
            }
        });
        return version.toString();
    }

    /** Whether what stands in place of a version is this. */
    static boolean isNamedBy(String version) {
        return version.startsWith(BEGIN);
    }

    /** @throws FaultException InvalidCollectorVersion when it is not written as above */
    static KnownObjects parse(String version) {
        Map<ManagedObjectReference<?>, String> digests = new HashMap<>();
        String[] parts = version.split(" ", -1);
        for (int i = 1; i < parts.length; i++) {
            int colon = parts[i].indexOf(':');
            int equals = parts[i].indexOf('=');
            if (colon <= 0 || equals <= colon) {
                throw InvalidCollectorVersion.builder()
                        .build()
                        .exception("What the client knows cannot be read from its object " + i + ".");
            }
            digests.put(
                    new ManagedObjectReference<>(parts[i].substring(0, colon), parts[i].substring(colon + 1, equals)),
                    parts[i].substring(equals + 1));
        }
        return new KnownObjects(digests);
    }

    /**
     * Those of some objects that the client knows as they are. It is found by all processors: there may be thousands, and the client
     * waits.
     *
     * @param properties of each
     */
    Set<ManagedObjectReference<?>> among(Map<ManagedObjectReference<?>, DataObject> properties) {
        return properties.entrySet().parallelStream()
                .filter(entry -> digest(entry.getValue()).equals(digests.get(entry.getKey())))
                .map(Map.Entry::getKey)
                .collect(Collectors.toSet());
    }

    /** Whether the client knows an object, in this form or another. */
    boolean names(ManagedObjectReference<?> object) {
        return digests.containsKey(object);
    }
}
