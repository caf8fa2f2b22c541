package dev.carafe.vsphere.vcenter.manager;

import dev.carafe.vsphere.vim.ManagedObjectReference;
import dev.carafe.vsphere.vim.vim25.LicenseAssignmentManager;
import dev.carafe.vsphere.vim.vim25.LicenseAssignmentManagerLicenseAssignment;
import dev.carafe.vsphere.vim.vim25.LicenseManagerLicenseInfo;
import dev.carafe.vsphere.vmomi.inventory.ServedObject;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Says which licence the vCenter, each host and each cluster has, and gives them others. */
record ServedLicenseAssignmentManager(ManagedObjectReference<LicenseAssignmentManager> reference, Licenses licenses)
        implements LicenseAssignmentManager, ServedObject {
    static final ManagedObjectReference<LicenseAssignmentManager> REFERENCE =
            new ManagedObjectReference<>("LicenseAssignmentManager", "LicenseAssignmentManager");

    @Override
    public List<LicenseAssignmentManagerLicenseAssignment> queryAssignedLicenses(@Nullable String entityId) {
        return licenses.assigned(entityId);
    }

    @Override
    public LicenseManagerLicenseInfo updateAssignedLicense(
            String entity, String licenseKey, @Nullable String entityDisplayName) {
        return licenses.assign(entity, licenseKey, entityDisplayName);
    }

    @Override
    public void removeAssignedLicense(String entityId) {
        licenses.unassign(entityId);
    }
}
