package dev.carafe.vsphere.esxi.ovf;

import dev.carafe.vsphere.vim.DataObject;
import dev.carafe.vsphere.vim.ManagedObjectReference;
import dev.carafe.vsphere.vim.vim25.Datastore;
import dev.carafe.vsphere.vim.vim25.DatastoreProperties;
import dev.carafe.vsphere.vim.vim25.HostSystem;
import dev.carafe.vsphere.vim.vim25.InvalidArgument;
import dev.carafe.vsphere.vim.vim25.ManagedEntity;
import dev.carafe.vsphere.vim.vim25.ManagedEntityProperties;
import dev.carafe.vsphere.vim.vim25.Network;
import dev.carafe.vsphere.vim.vim25.OvfCreateDescriptorParams;
import dev.carafe.vsphere.vim.vim25.OvfCreateDescriptorResult;
import dev.carafe.vsphere.vim.vim25.OvfCreateImportSpecParams;
import dev.carafe.vsphere.vim.vim25.OvfCreateImportSpecResult;
import dev.carafe.vsphere.vim.vim25.OvfManager;
import dev.carafe.vsphere.vim.vim25.OvfNetworkMapping;
import dev.carafe.vsphere.vim.vim25.OvfNetworkMappingNotSupported;
import dev.carafe.vsphere.vim.vim25.OvfParseDescriptorParams;
import dev.carafe.vsphere.vim.vim25.OvfParseDescriptorResult;
import dev.carafe.vsphere.vim.vim25.OvfValidateHostParams;
import dev.carafe.vsphere.vim.vim25.OvfValidateHostResult;
import dev.carafe.vsphere.vim.vim25.ResourcePool;
import dev.carafe.vsphere.vim.vim25.VirtualMachineConfigInfo;
import dev.carafe.vsphere.vim.vim25.VirtualMachineProperties;
import dev.carafe.vsphere.vmomi.inventory.MissingObject;
import dev.carafe.vsphere.vmomi.inventory.ObjectRegistry;
import dev.carafe.vsphere.vmomi.inventory.ServedObject;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** The manager of descriptors; looks names up among the server's objects and changes nothing. Any thread. */
public final class ServedOvfManager implements OvfManager, ServedObject {
    private final ManagedObjectReference<OvfManager> reference;
    private final ObjectRegistry registry;

    public ServedOvfManager(ManagedObjectReference<OvfManager> reference, ObjectRegistry registry) {
        this.reference = reference;
        this.registry = registry;
    }

    @Override
    public ManagedObjectReference<?> reference() {
        return reference;
    }

    @Override
    public OvfParseDescriptorResult parseDescriptor(String ovfDescriptor, OvfParseDescriptorParams pdp) {
        try {
            OvfEnvelope envelope = OvfReader.read(ovfDescriptor);
            return OvfSummary.of(envelope, new OvfProblems());
        } catch (MalformedOvfException malformed) {
            return OvfSummary.failed(malformed);
        }
    }

    @Override
    public OvfValidateHostResult validateHost(
            String ovfDescriptor, ManagedObjectReference<HostSystem> host, OvfValidateHostParams vhp) {
        entity(host);
        try {
            OvfEnvelope envelope = OvfReader.read(ovfDescriptor);
            OvfProblems problems = new OvfProblems();
            ImportSpecs.Request request =
                    new ImportSpecs.Request("", vhp.deploymentOption(), "", "", choice(List.of()));
            new ImportSpecs(envelope, request, problems).make();
            return OvfValidateHostResult.builder()
                    .downloadSize(OvfSummary.downloadBytes(envelope))
                    .flatDeploymentSize(OvfSummary.flatBytes(envelope))
                    .sparseDeploymentSize(OvfSummary.sparseBytes(envelope))
                    .supportedDiskProvisioning(ImportSpecs.PROVISIONINGS)
                    .error(problems.errors())
                    .warning(problems.warnings())
                    .build();
        } catch (MalformedOvfException malformed) {
            return OvfValidateHostResult.builder()
                    .supportedDiskProvisioning(ImportSpecs.PROVISIONINGS)
                    .error(List.of(malformed.fault()))
                    .build();
        }
    }

    @Override
    public OvfCreateImportSpecResult createImportSpec(
            String ovfDescriptor,
            ManagedObjectReference<? extends ResourcePool> resourcePool,
            ManagedObjectReference<Datastore> datastore,
            OvfCreateImportSpecParams cisp) {
        entity(resourcePool);
        DatastoreProperties store = (DatastoreProperties) entity(datastore);
        String provisioning = cisp.diskProvisioning();
        ImportSpecs.Request request = new ImportSpecs.Request(
                cisp.entityName(),
                cisp.deploymentOption(),
                provisioning == null ? "" : provisioning,
                Optional.ofNullable(store.name()).orElse(""),
                choice(cisp.networkMapping()));
        try {
            OvfProblems problems = new OvfProblems();
            ImportSpecs.Made made = new ImportSpecs(OvfReader.read(ovfDescriptor), request, problems).make();
            OvfCreateImportSpecResult.Builder result = OvfCreateImportSpecResult.builder()
                    .fileItem(made.files())
                    .warning(problems.warnings())
                    .error(problems.errors());
            made.spec().ifPresent(result::importSpec);
            return result.build();
        } catch (MalformedOvfException malformed) {
            return OvfCreateImportSpecResult.builder()
                    .error(List.of(malformed.fault()))
                    .build();
        }
    }

    @Override
    public OvfCreateDescriptorResult createDescriptor(
            ManagedObjectReference<? extends ManagedEntity> obj, OvfCreateDescriptorParams cdp) {
        DataObject properties = registry.properties(obj).orElseThrow(() -> MissingObject.fault(obj));
        VirtualMachineConfigInfo config =
                properties instanceof VirtualMachineProperties machine ? machine.config() : null;
        if (config == null) {
            throw InvalidArgument.builder()
                    .invalidProperty("obj")
                    .build()
                    .exception(
                            "A descriptor is made of a virtual machine that has a configuration, not of " + obj + ".");
        }
        String name = cdp.name();
        String description = cdp.description();
        String annotation = config.annotation();
        OvfWriter writer = new OvfWriter(
                config,
                cdp.ovfFiles(),
                name == null || name.isEmpty() ? config.name() : name,
                description != null ? description : annotation == null ? "" : annotation);
        return OvfCreateDescriptorResult.builder()
                .ovfDescriptor(writer.write())
                .includeImageFiles(false)
                .build();
    }

    private DataObject entity(ManagedObjectReference<?> reference) {
        return registry.properties(reference).orElseThrow(() -> MissingObject.fault(reference));
    }

    /** The network that is asked for; else that of the same name; else, with a warning, the first. */
    private ImportSpecs.NetworkChoice choice(List<OvfNetworkMapping> mappings) {
        Map<String, ManagedObjectReference<? extends Network>> all = networks();
        return (item, name, problems) -> {
            for (OvfNetworkMapping mapping : mappings) {
                if (mapping.name().equals(name)) {
                    String mapped = ((ManagedEntityProperties) entity(mapping.network())).name();
                    return new ImportDevices.Target(mapped == null ? "" : mapped, mapping.network());
                }
            }
            ManagedObjectReference<? extends Network> same = all.get(name);
            if (same != null) {
                return new ImportDevices.Target(name, same);
            }
            OvfNetworkMappingNotSupported fault =
                    OvfNetworkMappingNotSupported.builder().build();
            if (all.isEmpty()) {
                problems.error(fault, item.line(), "There is no network that '" + name + "' could be.");
                return new ImportDevices.Target(name, new ManagedObjectReference<Network>("Network", ""));
            }
            Map.Entry<String, ManagedObjectReference<? extends Network>> first =
                    all.entrySet().iterator().next();
            problems.warning(
                    fault,
                    item.line(),
                    "There is no network '" + name + "'; '" + first.getKey() + "' is taken for it.");
            return new ImportDevices.Target(first.getKey(), first.getValue());
        };
    }

    private Map<String, ManagedObjectReference<? extends Network>> networks() {
        return registry.read(source -> {
            Map<String, ManagedObjectReference<? extends Network>> found = new TreeMap<>();
            for (ManagedObjectReference<?> reference : source.references()) {
                if (reference.type().equals("Network")
                        && source.properties(reference) instanceof ManagedEntityProperties network
                        && network.name() != null) {
                    found.put(network.name(), new ManagedObjectReference<Network>("Network", reference.value()));
                }
            }
            return found;
        });
    }
}
