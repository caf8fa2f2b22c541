package dev.carafe.vsphere.vim;

/**
 * A version of a namespace, such as {@code 8.0.3.0} of {@code vim25}.
 *
 * @param id what the wire calls it
 * @param name the vmodl name, such as {@code vim.version.v8_0_3_0}
 * @param rank its place among the versions of its namespace, oldest first
 */
public record Version(String namespace, String id, String name, int rank) {
    /** Whether what came with {@code since} is part of this version; what belongs to another namespace is. */
    public boolean includes(Version since) {
        return since.rank <= rank || !since.namespace.equals(namespace);
    }
}
