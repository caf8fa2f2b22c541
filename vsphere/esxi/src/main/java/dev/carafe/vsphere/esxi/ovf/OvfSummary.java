package dev.carafe.vsphere.esxi.ovf;

import dev.carafe.vsphere.vim.vim25.OvfDeploymentOption;
import dev.carafe.vsphere.vim.vim25.OvfNetworkInfo;
import dev.carafe.vsphere.vim.vim25.OvfParseDescriptorResult;
import dev.carafe.vsphere.vim.vim25.VAppProductInfo;
import dev.carafe.vsphere.vim.vim25.VAppPropertyInfo;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;

/** What a descriptor says that somebody is to see, or to answer, before it is imported. */
final class OvfSummary {
    private OvfSummary() {}

    static OvfParseDescriptorResult of(OvfEnvelope envelope, OvfProblems problems) {
        OvfElement system = envelope.system();
        OvfParseDescriptorResult.Builder result = OvfParseDescriptorResult.builder()
                .eula(system.all("EulaSection")
                        .map(eula -> eula.textOf("License"))
                        .toList())
                .network(envelope.networks().entrySet().stream()
                        .map(network -> OvfNetworkInfo.builder()
                                .name(network.getKey())
                                .description(network.getValue())
                                .build())
                        .toList())
                .annotation(system.first("AnnotationSection")
                        .map(section -> section.textOf("Annotation"))
                        .orElse(""))
                .defaultEntityName(envelope.name())
                .virtualApp(!envelope.isOneSystem())
                .deploymentOption(envelope.options().stream()
                        .map(option -> OvfDeploymentOption.builder()
                                .key(option.id())
                                .label(option.label())
                                .description(option.description())
                                .build())
                        .toList())
                .defaultDeploymentOption(envelope.defaultOption())
                .property(properties(system))
                .approximateDownloadSize(downloadBytes(envelope))
                .approximateFlatDeploymentSize(flatBytes(envelope))
                .approximateSparseDeploymentSize(sparseBytes(envelope))
                .error(problems.errors())
                .warning(problems.warnings());
        system.first("ProductSection").ifPresent(section -> result.productInfo(product(section)));
        return result.build();
    }

    /** A result for text that is no descriptor. */
    static OvfParseDescriptorResult failed(MalformedOvfException malformed) {
        return OvfParseDescriptorResult.builder()
                .annotation("")
                .defaultEntityName("")
                .virtualApp(false)
                .defaultDeploymentOption("")
                .error(List.of(malformed.fault()))
                .build();
    }

    static long downloadBytes(OvfEnvelope envelope) {
        return sum(envelope.files().values().stream()
                .map(OvfEnvelope.PackageFile::size)
                .toList());
    }

    static long flatBytes(OvfEnvelope envelope) {
        return sum(envelope.disks().values().stream()
                .map(OvfEnvelope.PackageDisk::capacityBytes)
                .toList());
    }

    static long sparseBytes(OvfEnvelope envelope) {
        return sum(envelope.disks().values().stream()
                .map(disk -> disk.populatedSize().isPresent() ? disk.populatedSize() : disk.capacityBytes())
                .toList());
    }

    private static long sum(List<OptionalLong> numbers) {
        long sum = 0;
        for (OptionalLong number : numbers) {
            long added = sum + number.orElse(0);
            sum = added < sum ? Long.MAX_VALUE : added;
        }
        return sum;
    }

    private static VAppProductInfo product(OvfElement section) {
        return VAppProductInfo.builder()
                .key(0)
                .classId(section.attribute("class").orElse(""))
                .instanceId(section.attribute("instance").orElse(""))
                .name(section.textOf("Product"))
                .vendor(section.textOf("Vendor"))
                .version(section.textOf("Version"))
                .fullVersion(section.textOf("FullVersion"))
                .vendorUrl(section.textOf("VendorUrl"))
                .productUrl(section.textOf("ProductUrl"))
                .appUrl(section.textOf("AppUrl"))
                .build();
    }

    private static List<VAppPropertyInfo> properties(OvfElement system) {
        List<VAppPropertyInfo> found = new ArrayList<>();
        system.all("ProductSection").forEach(section -> {
            String category = "";
            for (OvfElement child : section.children()) {
                if (child.name().equals("Category")) {
                    category = child.text();
                } else if (child.name().equals("Property")) {
                    found.add(VAppPropertyInfo.builder()
                            .key(found.size())
                            .classId(section.attribute("class").orElse(""))
                            .instanceId(section.attribute("instance").orElse(""))
                            .id(child.attribute("key").orElse(""))
                            .category(category)
                            .label(child.textOf("Label"))
                            .type(child.attribute("type").orElse("string"))
                            .userConfigurable(child.attribute("userConfigurable")
                                    .map(Boolean::valueOf)
                                    .orElse(false))
                            .defaultValue(child.attribute("value").orElse(""))
                            .description(child.textOf("Description"))
                            .build());
                }
            }
        });
        return found;
    }
}
