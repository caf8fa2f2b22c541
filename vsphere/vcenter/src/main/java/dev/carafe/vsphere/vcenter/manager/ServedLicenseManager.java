package dev.carafe.vsphere.vcenter.manager;

import dev.carafe.etcd.Store;
import dev.carafe.vsphere.vim.ManagedObjectReference;
import dev.carafe.vsphere.vim.vim25.AboutInfo;
import dev.carafe.vsphere.vim.vim25.EvaluationLicenseSource;
import dev.carafe.vsphere.vim.vim25.KeyAnyValue;
import dev.carafe.vsphere.vim.vim25.KeyValue;
import dev.carafe.vsphere.vim.vim25.LicenseAssignmentManagerProperties;
import dev.carafe.vsphere.vim.vim25.LicenseManager;
import dev.carafe.vsphere.vim.vim25.LicenseManagerEvaluationInfo;
import dev.carafe.vsphere.vim.vim25.LicenseManagerLicenseInfo;
import dev.carafe.vsphere.vim.vim25.LicenseManagerProperties;
import dev.carafe.vsphere.vim.vim25.ManagedEntityProperties;
import dev.carafe.vsphere.vmomi.inventory.ObjectRegistry;
import dev.carafe.vsphere.vmomi.inventory.ServedObject;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Licence keys, for tools that ask for them and set them: everything works without one, and whatever key is added is as good as
 * any other. A new server shows the evaluation licence that its namesake has.
 */
public final class ServedLicenseManager implements LicenseManager, ServedObject {
    private final ManagedObjectReference<LicenseManager> reference;
    private final Licenses licenses;

    private ServedLicenseManager(ManagedObjectReference<LicenseManager> reference, Licenses licenses) {
        this.reference = reference;
        this.licenses = licenses;
    }

    /**
     * A manager, and the one that assigns licences, among the server's objects.
     *
     * @param about who the vCenter is that has a licence itself
     * @throws IOException when what was kept cannot be read
     */
    public static ServedLicenseManager open(
            ManagedObjectReference<LicenseManager> reference, ObjectRegistry registry, Store store, AboutInfo about)
            throws IOException {
        Licenses licenses = new Licenses(
                reference,
                ServedLicenseAssignmentManager.REFERENCE,
                String.valueOf(about.instanceUuid()),
                store,
                entity -> entity.equals(ServedLicenseAssignmentManager.REFERENCE)
                        ? Optional.of(about.name())
                        : name(registry, entity),
                keys -> registry.change(changes -> changes.update(
                        reference,
                        LicenseManagerProperties.class,
                        properties -> properties.toBuilder().licenses(keys).build())));
        ServedLicenseManager manager = new ServedLicenseManager(reference, licenses);
        registry.change(changes -> {
            changes.add(
                    manager,
                    LicenseManagerProperties.builder()
                            .source(EvaluationLicenseSource.builder().build())
                            .sourceAvailable(true)
                            .licensedEdition("")
                            .licenses(licenses.keys())
                            .licenseAssignmentManager(ServedLicenseAssignmentManager.REFERENCE)
                            .evaluation(LicenseManagerEvaluationInfo.builder()
                                    .properties(List.of(new KeyAnyValue("expirationHours", 0L)))
                                    .build())
                            .build());
            changes.add(
                    new ServedLicenseAssignmentManager(ServedLicenseAssignmentManager.REFERENCE, licenses),
                    LicenseAssignmentManagerProperties.builder().build());
        });
        return manager;
    }

    private static Optional<String> name(ObjectRegistry registry, ManagedObjectReference<?> entity) {
        return registry.properties(entity)
                .filter(ManagedEntityProperties.class::isInstance)
                .map(properties -> ((ManagedEntityProperties) properties).name());
    }

    /** Licenses entities that came, and forgets what those had that went. */
    public void changed(List<ManagedObjectReference<?>> came, List<ManagedObjectReference<?>> went) {
        licenses.changed(came, went);
    }

    /** @throws dev.carafe.vsphere.vim.FaultException InvalidArgument when there is no such licence */
    public void require(String key) {
        var _ = licenses.require(key);
    }

    /** Gives an entity a licence that there is. */
    public void assign(ManagedObjectReference<?> entity, String key) {
        var _ = licenses.assign(entity.value(), key, null);
    }

    @Override
    public ManagedObjectReference<LicenseManager> reference() {
        return reference;
    }

    @Override
    public LicenseManagerLicenseInfo decodeLicense(String licenseKey) {
        return licenses.decode(licenseKey);
    }

    @Override
    public LicenseManagerLicenseInfo addLicense(String licenseKey, List<KeyValue> labels) {
        return licenses.add(licenseKey, labels);
    }

    @Override
    public LicenseManagerLicenseInfo updateLicense(String licenseKey, List<KeyValue> labels) {
        LicenseManagerLicenseInfo known = licenses.add(licenseKey, labels);
        return known.labels().equals(labels) ? known : licenses.label(licenseKey, labels);
    }

    @Override
    public void removeLicense(String licenseKey) {
        licenses.remove(licenseKey);
    }

    @Override
    public void updateLicenseLabel(String licenseKey, String labelKey, String labelValue) {
        relabel(licenseKey, labelKey, labelValue);
    }

    @Override
    public void removeLicenseLabel(String licenseKey, String labelKey) {
        relabel(licenseKey, labelKey, null);
    }

    /** An empty value takes a label away, as upstream has it. */
    private synchronized void relabel(String licenseKey, String labelKey, @Nullable String value) {
        List<KeyValue> labels = new ArrayList<>(licenses.decode(licenseKey).labels());
        labels.removeIf(label -> label.key().equals(labelKey));
        if (value != null && !value.isEmpty()) {
            labels.add(new KeyValue(labelKey, value));
        }
        licenses.label(licenseKey, labels);
    }
}
