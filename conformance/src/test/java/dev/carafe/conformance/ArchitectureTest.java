package dev.carafe.conformance;

import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.belongToAnyOf;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.Architectures.layeredArchitecture;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.net.InetAddress;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.UnknownHostException;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.NullMarked;
import org.junit.jupiter.api.Test;

/** The arrows that ARCHITECTURE.md draws. */
@BesideOthers
class ArchitectureTest {
    private static final JavaClasses HOUSE = new ClassFileImporter()
            .withImportOption(new ImportOption.DoNotIncludeTests())
            .importPackages("dev.carafe");

    @Test
    void everyRoomWasLookedAt() {
        Set<String> rooms = HOUSE.stream()
                .map(type -> type.getPackageName().split("\\."))
                .map(parts -> switch (parts[2]) {
                    case "kubernetes" -> parts[3];
                    case "vsphere" -> "vsphere." + parts[3]; // both have a client
                    default -> parts[2];
                })
                .collect(Collectors.toSet());
        assertThat(rooms)
                .contains(
                        "pki",
                        "pprof",
                        "http",
                        "etcd",
                        "apimachinery",
                        "api",
                        "client",
                        "apiserver",
                        "controllermanager",
                        "scheduler",
                        "kubelet",
                        "proxy",
                        "dns",
                        "cloudcontrollermanager",
                        "cloudprovider",
                        "vsphere.esxi",
                        "vsphere.vim",
                        "vsphere.vmomi",
                        "vsphere.client",
                        "vsphere.vcenter",
                        "cli");
    }

    @Test
    void arrowsPointDown() {
        layeredArchitecture()
                .consideringOnlyDependenciesInAnyPackage("dev.carafe..")
                .layer("apimachinery")
                .definedBy("dev.carafe.kubernetes.apimachinery..")
                .layer("pki")
                .definedBy("dev.carafe.pki..")
                .layer("pprof")
                .definedBy("dev.carafe.pprof..")
                .layer("http")
                .definedBy("dev.carafe.http..")
                .layer("etcd")
                .definedBy("dev.carafe.etcd..", "etcdserverpb..", "mvccpb..")
                .layer("api")
                .definedBy("dev.carafe.kubernetes.api..")
                .layer("client")
                .definedBy("dev.carafe.kubernetes.client..")
                .layer("apiserver")
                .definedBy("dev.carafe.kubernetes.apiserver..")
                .layer("controllermanager")
                .definedBy("dev.carafe.kubernetes.controllermanager..")
                .layer("scheduler")
                .definedBy("dev.carafe.kubernetes.scheduler..")
                .layer("kubelet")
                .definedBy("dev.carafe.kubernetes.kubelet..")
                .layer("proxy")
                .definedBy("dev.carafe.kubernetes.proxy..")
                .layer("dns")
                .definedBy("dev.carafe.kubernetes.dns..")
                .layer("cloudcontrollermanager")
                .definedBy("dev.carafe.kubernetes.cloudcontrollermanager..")
                .layer("cloudprovidervsphere")
                .definedBy("dev.carafe.cloudprovider.vsphere..")
                .layer("esxi")
                .definedBy("dev.carafe.vsphere.esxi..")
                .layer("vcenter")
                .definedBy("dev.carafe.vsphere.vcenter..")
                .layer("vim")
                .definedBy("dev.carafe.vsphere.vim..")
                .layer("vmomi")
                .definedBy("dev.carafe.vsphere.vmomi..")
                .layer("vsphereclient")
                .definedBy("dev.carafe.vsphere.client..")
                .layer("cli")
                .definedBy("dev.carafe.cli..")
                .layer("bench")
                .definedBy("dev.carafe.bench..")
                .whereLayer("apimachinery")
                .mayNotAccessAnyLayer()
                .whereLayer("pki")
                .mayNotAccessAnyLayer()
                .whereLayer("pprof")
                .mayNotAccessAnyLayer()
                .whereLayer("http")
                .mayOnlyAccessLayers("pki")
                .whereLayer("etcd")
                .mayOnlyAccessLayers("pki", "pprof")
                .whereLayer("vim")
                .mayNotAccessAnyLayer()
                .whereLayer("vmomi")
                .mayOnlyAccessLayers("vim", "http")
                .whereLayer("vsphereclient")
                .mayOnlyAccessLayers("vim", "pki")
                .whereLayer("api")
                .mayOnlyAccessLayers("apimachinery")
                .whereLayer("client")
                .mayOnlyAccessLayers("api", "apimachinery", "pki")
                .whereLayer("apiserver")
                .mayOnlyAccessLayers("api", "apimachinery", "etcd", "http", "pki", "pprof")
                .whereLayer("controllermanager")
                .mayOnlyAccessLayers("client", "api", "apimachinery")
                .whereLayer("scheduler")
                .mayOnlyAccessLayers("client", "api", "apimachinery")
                .whereLayer("kubelet")
                .mayOnlyAccessLayers("client", "api", "apimachinery", "pki")
                .whereLayer("proxy")
                .mayOnlyAccessLayers("client", "api", "apimachinery")
                .whereLayer("dns")
                .mayOnlyAccessLayers("client", "api", "apimachinery")
                .whereLayer("cloudcontrollermanager")
                .mayOnlyAccessLayers("client", "api", "apimachinery")
                .whereLayer("cloudprovidervsphere")
                .mayOnlyAccessLayers("cloudcontrollermanager", "client", "api", "apimachinery", "vsphereclient", "vim")
                .whereLayer("esxi")
                .mayOnlyAccessLayers("vmomi", "vim", "http", "pki")
                .whereLayer("vcenter")
                .mayOnlyAccessLayers("vmomi", "vim", "vsphereclient", "etcd", "http", "pki")
                .withOptionalLayers(true)
                .check(HOUSE);
    }

    @Test
    void noPackagesFormACycle() {
        for (String room : Set.of(
                "dev.carafe.pki",
                "dev.carafe.http",
                "dev.carafe.etcd",
                "dev.carafe.kubernetes.apimachinery",
                "dev.carafe.kubernetes.client",
                "dev.carafe.kubernetes.apiserver",
                "dev.carafe.kubernetes.controllermanager",
                "dev.carafe.kubernetes.scheduler",
                "dev.carafe.kubernetes.kubelet",
                "dev.carafe.kubernetes.proxy",
                "dev.carafe.kubernetes.dns",
                "dev.carafe.kubernetes.cloudcontrollermanager",
                "dev.carafe.cloudprovider.vsphere",
                "dev.carafe.vsphere.esxi",
                "dev.carafe.vsphere.vcenter",
                "dev.carafe.vsphere.vim",
                "dev.carafe.vsphere.vmomi",
                "dev.carafe.vsphere.client",
                "dev.carafe.cli")) {
            slices().matching(room + ".(**)")
                    .should()
                    .beFreeOfCycles()
                    .allowEmptyShould(true)
                    .check(HOUSE);
        }
    }

    /** What decides is handed its time, its randomness and its input. */
    @Test
    void pureCoresDoNoInputOrOutput() {
        noClasses()
                .that()
                .resideInAnyPackage(
                        "dev.carafe.etcd.mvcc..",
                        "dev.carafe.etcd.lease..",
                        "dev.carafe.etcd.auth..",
                        "dev.carafe.etcd.state..",
                        "dev.carafe.etcd.raft..",
                        "dev.carafe.etcd.membership..",
                        "dev.carafe.etcd.watch..",
                        "dev.carafe.vsphere.esxi.machine..",
                        "dev.carafe.vsphere.esxi.vmx..",
                        "dev.carafe.vsphere.esxi.ovf..",
                        "dev.carafe.vsphere.esxi.json..",
                        "dev.carafe.kubernetes.scheduler.framework..",
                        "dev.carafe.kubernetes.scheduler.cache..",
                        "dev.carafe.kubernetes.scheduler.queue..",
                        "dev.carafe.kubernetes.scheduler.plugins..",
                        "dev.carafe.kubernetes.proxy.service..",
                        "dev.carafe.vsphere.vim.vim25..",
                        "dev.carafe.vsphere.vim.soap..",
                        "dev.carafe.vsphere.vmomi.inventory..",
                        "dev.carafe.vsphere.vmomi.property..",
                        "dev.carafe.vsphere.vcenter.inventory..",
                        "dev.carafe.vsphere.vcenter.placement..")
                .should()
                .dependOnClassesThat(resideInAnyPackage(
                                "java.net..", "java.nio.file..", "java.nio.channels..", "io.grpc..", "io.netty..")
                        .and(not(belongToAnyOf(
                                InetAddress.class, UnknownHostException.class, URI.class, URISyntaxException.class))))
                .orShould()
                .callMethod(InetAddress.class, "getByName", String.class) // asks a name server; a literal does not
                .orShould()
                .callMethod(InetAddress.class, "getAllByName", String.class)
                .orShould()
                .callMethod(InetAddress.class, "getLocalHost")
                .orShould()
                .callMethod(System.class, "currentTimeMillis")
                .orShould()
                .callMethod(System.class, "nanoTime")
                .orShould()
                .callMethod(java.time.Instant.class, "now")
                .check(HOUSE);
    }

    @Test
    void onlyTheCommandLinePrints() {
        noClasses()
                .that()
                .resideOutsideOfPackages("dev.carafe.cli..", "dev.carafe.bench..")
                .should()
                .accessField(System.class, "out")
                .orShould()
                .accessField(System.class, "err")
                .check(HOUSE);
    }

    @Test
    void everyPackageSaysWhatItIsForAndIsNullMarked() {
        Set<String> silent = HOUSE.stream()
                .map(JavaClass::getPackage)
                .filter(place -> !place.isAnnotatedWith(NullMarked.class))
                .filter(place -> place.getClasses().stream()
                        .noneMatch(type -> type.isAssignableTo("com.google.protobuf.GeneratedMessage")))
                .map(place -> place.getName())
                .collect(Collectors.toSet());
        assertThat(silent).isEmpty();
    }

    @Test
    void namesComeFromTheField() {
        classes().should().haveNameNotMatching(".*(Util|Utils|Helper|Impl)$").check(HOUSE);
    }
}
