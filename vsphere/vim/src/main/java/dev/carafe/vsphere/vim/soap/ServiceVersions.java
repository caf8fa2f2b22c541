package dev.carafe.vsphere.vim.soap;

import dev.carafe.vsphere.vim.FaultException;
import dev.carafe.vsphere.vim.Namespace;
import dev.carafe.vsphere.vim.Version;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The versions that a server speaks: what it announces at {@code /sdk/vimServiceVersions.xml}, and what it makes of a
 * request's {@code SOAPAction}, such as {@code "urn:vim25/8.0.3.0"}.
 */
public final class ServiceVersions {
    private final Namespace namespace;
    private final List<Version> announced;
    private final Version oldest;

    /**
     * @param announced identifiers, the preferred one first
     * @param oldest the identifier of the oldest version that is accepted
     * @throws IllegalArgumentException when the namespace has no such version
     */
    public ServiceVersions(Namespace namespace, List<String> announced, String oldest) {
        this.namespace = namespace;
        this.announced = announced.stream().map(this::known).toList();
        this.oldest = known(oldest);
    }

    /** What is used where a client says nothing. */
    public Version preferred() {
        return announced.getFirst();
    }

    /** The document for {@code vimServiceVersions.xml}. */
    public String document() {
        StringBuilder prior = new StringBuilder();
        for (Version version : announced.subList(1, announced.size())) {
            prior.append("   <version>").append(version.id()).append("</version>\n");
        }
        return """
                <?xml version="1.0" encoding="UTF-8" ?>
                <namespaces version="1.0">
                 <namespace>
                  <name>%s</name>
                  <version>%s</version>
                  <priorVersions>
                %s  </priorVersions>
                 </namespace>
                </namespaces>
                """.formatted(namespace.urn(), preferred().id(), prior);
    }

    /**
     * The version that a request is made in. One that is newer than all that the tables have is taken for the newest of
     * them, since newer clients leave out nothing that we read; a header without a version is taken for the preferred one.
     *
     * @param soapAction the header's value; null when absent
     * @throws FaultException {@code InvalidRequest} when the version is too old or none
     */
    public Version of(@Nullable String soapAction) {
        String action = soapAction == null ? "" : soapAction.strip().replace("\"", "");
        if (action.isEmpty() || action.equals(namespace.urn())) {
            return preferred();
        }
        String prefix = namespace.urn() + "/";
        if (!action.startsWith(prefix)) {
            throw unsupported(action);
        }
        String id = action.substring(prefix.length());
        Version version = namespace.version(id);
        if (version == null) {
            Version newest = namespace.versions().getLast();
            if (!isNewer(id, newest.id())) {
                version = namespace.version(id + ".0.0"); // "7.0" as some clients write it
            } else {
                version = newest;
            }
        }
        if (version == null || version.rank() < oldest.rank()) {
            throw unsupported(action);
        }
        return version;
    }

    private Version known(String id) {
        Version version = namespace.version(id);
        if (version == null) {
            throw new IllegalArgumentException(namespace + " has no version " + id);
        }
        return version;
    }

    private static FaultException unsupported(String action) {
        return Refusal.invalidRequest("Unsupported version URI \"" + action + "\"");
    }

    /** Compares identifiers that are numbers with dots; what is no such identifier is not newer. */
    private static boolean isNewer(String id, String than) {
        if (!id.matches("[0-9]{1,4}(\\.[0-9]{1,4}){0,5}")) {
            return false;
        }
        String[] left = id.split("\\.");
        String[] right = than.split("\\.");
        for (int i = 0; i < Math.max(left.length, right.length); i++) {
            int difference = number(left, i) - number(right, i);
            if (difference != 0) {
                return difference > 0;
            }
        }
        return false;
    }

    private static int number(String[] parts, int index) {
        return index < parts.length ? Integer.parseInt(parts[index]) : 0;
    }
}
