package dev.carafe.vsphere.vcenter.host;

import dev.carafe.vsphere.vim.FaultException;
import dev.carafe.vsphere.vim.ManagedMethod;
import dev.carafe.vsphere.vim.ManagedObjectReference;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What hosts answer to calls that end at once. */
final class CallResults {
    /** How calls are called that change nothing: only after the others the inventory is brought up to date. */
    private static final Set<String> READS = Set.of(
            "Query",
            "Retrieve",
            "Acquire",
            "List",
            "Find",
            "Get",
            "Check",
            "Validate",
            "Read",
            "Estimate",
            "HttpNfcLeaseGet",
            "HttpNfcLeaseProgress",
            "Put",
            "Search",
            "Browse",
            "Fetch",
            "Parse");

    /** Objects that are in no inventory and no list of a host's parts; they are shown from when somebody was told of them. */
    private static final Set<String> SHOWN_ON_DEMAND =
            Set.of("HttpNfcLease", "InternalDynamicTypeManager", "ReflectManagedMethodExecuter");

    /** Their result says where a file of a guest is read or written. */
    private static final Set<String> GUEST_TRANSFERS =
            Set.of("InitiateFileTransferFromGuest", "InitiateFileTransferToGuest");

    private CallResults() {}

    /** The answer with vCenter's names. What the call changed is in the inventory then, where the host still answers. */
    static @Nullable Object own(HostLink link, ManagedMethod method, @Nullable Object result) {
        boolean shows = result instanceof ManagedObjectReference<?> found
                && SHOWN_ON_DEMAND.contains(found.type())
                && link.mirror().get(HostMirror.plain(found)) == null;
        if (shows && result instanceof ManagedObjectReference<?> found) {
            link.mirror(HostMirror.plain(found));
        }
        if (shows || READS.stream().noneMatch(method.wsdlName()::startsWith)) {
            try {
                Barrier.await(link);
            } catch (InterruptedException _) {
                Thread.currentThread().interrupt();
            } catch (FaultException _) {
                // the host went away after it had answered: what it did is seen when it is back
            }
        }
        Object own = Translation.of(result, link.mirror().names().toOwn());
        return GUEST_TRANSFERS.contains(method.wsdlName())
                ? LeaseAddresses.ofTransfer(own, link.mirror().authority())
                : own;
    }
}
