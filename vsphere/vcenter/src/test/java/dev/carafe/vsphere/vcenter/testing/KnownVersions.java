package dev.carafe.vsphere.vcenter.testing;

import dev.carafe.vsphere.vim.ManagedMethod;
import dev.carafe.vsphere.vim.vim25.InvalidCollectorVersion;
import dev.carafe.vsphere.vmomi.inventory.ServedObject;
import dev.carafe.vsphere.vmomi.service.AccessControl;
import dev.carafe.vsphere.vmomi.service.Call;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;

/** Lets every call in and notes what clients say that they know of a host's objects. */
public final class KnownVersions implements AccessControl {
    /** What they said instead of a version that they were told, oldest first. */
    public final List<String> heard = new CopyOnWriteArrayList<>();

    /** Whether that is refused, as by a host of an earlier release. */
    public volatile boolean refused;

    @Override
    public void check(Call call, ServedObject object, ManagedMethod method, List<@Nullable Object> arguments) {
        if (method.wsdlName().equals("WaitForUpdatesEx")
                && arguments.getFirst() instanceof String version
                && version.startsWith("known")) {
            heard.add(version);
            if (refused) {
                throw InvalidCollectorVersion.builder().build().exception("The version was not handed out.");
            }
        }
    }
}
