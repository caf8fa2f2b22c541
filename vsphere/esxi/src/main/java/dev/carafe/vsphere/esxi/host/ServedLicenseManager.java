package dev.carafe.vsphere.esxi.host;

import dev.carafe.vsphere.vim.ManagedObjectReference;
import dev.carafe.vsphere.vim.vim25.LicenseManager;
import dev.carafe.vsphere.vim.vim25.LicenseManagerEvaluationInfo;
import dev.carafe.vsphere.vim.vim25.LicenseManagerLicenseInfo;
import dev.carafe.vsphere.vim.vim25.LicenseManagerProperties;
import dev.carafe.vsphere.vim.vim25.LocalLicenseSource;
import dev.carafe.vsphere.vmomi.inventory.Changes;
import dev.carafe.vsphere.vmomi.inventory.ServedObject;
import java.util.List;

/** Says that no licence is needed, in the words that tools look for: one of no end, that is always there. */
record ServedLicenseManager(ManagedObjectReference<LicenseManager> reference) implements LicenseManager, ServedObject {
    static final ManagedObjectReference<LicenseManager> REFERENCE =
            new ManagedObjectReference<>("LicenseManager", "ha-license-manager");

    private static final String KEY = "00000-00000-00000-00000-00000";

    static LicenseManagerLicenseInfo license() {
        return LicenseManagerLicenseInfo.builder()
                .licenseKey(KEY)
                .editionKey("carafe")
                .name("Carafe needs no license")
                .total(0)
                .costUnit("server")
                .build();
    }

    static LicenseManagerEvaluationInfo evaluation() {
        return LicenseManagerEvaluationInfo.builder().properties(List.of()).build();
    }

    /** Every key is as good as none. */
    @Override
    public LicenseManagerLicenseInfo decodeLicense(String licenseKey) {
        return license().toBuilder().licenseKey(licenseKey).build();
    }

    static void addTo(Changes changes) {
        changes.add(
                new ServedLicenseManager(REFERENCE),
                LicenseManagerProperties.builder()
                        .source(LocalLicenseSource.builder().licenseKeys(KEY).build())
                        .sourceAvailable(true)
                        .licensedEdition("carafe")
                        .licenses(List.of(license()))
                        .evaluation(evaluation())
                        .build());
    }
}
