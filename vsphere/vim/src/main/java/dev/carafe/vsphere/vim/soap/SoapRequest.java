package dev.carafe.vsphere.vim.soap;

import dev.carafe.vsphere.vim.ManagedMethod;
import dev.carafe.vsphere.vim.ManagedObjectReference;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A decoded call.
 *
 * @param arguments in the order of the method's parameters; null or an empty list for one that is absent
 */
public record SoapRequest(
        SoapHeader header, ManagedObjectReference<?> target, ManagedMethod method, List<@Nullable Object> arguments) {

    /** The arguments as a managed object's dispatch takes them. */
    public @Nullable Object[] argumentArray() {
        return arguments.toArray();
    }
}
