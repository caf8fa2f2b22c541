package dev.carafe.kubernetes.apiserver.admission;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carafe.kubernetes.apimachinery.errors.StatusError;
import dev.carafe.kubernetes.apimachinery.schema.ResourceDeclaration;
import dev.carafe.kubernetes.apimachinery.value.Struct;
import dev.carafe.kubernetes.apiserver.admission.AdmissionRequest.Operation;
import dev.carafe.kubernetes.apiserver.authentication.UserInfo;
import dev.carafe.kubernetes.apiserver.featuregate.FeatureGate;
import dev.carafe.kubernetes.apiserver.registry.testing.InMemoryObjects;
import dev.carafe.kubernetes.apiserver.registry.testing.Trees;
import dev.carafe.pki.SigningRequest;
import java.nio.charset.StandardCharsets;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** What the kubelet of node {@code a} is told. */
final class NodeRestrictionTest {
    private static final String OWNER = "{'apiVersion':'v1','kind':'Node','name':'a','uid':'u','controller':true}";

    private final InMemoryObjects objects = new InMemoryObjects()
            .put("", "nodes", Trees.of("{'metadata':{'name':'a','uid':'u'}}"))
            .put("", "pods", Trees.of("{'metadata':{'name':'p','namespace':'n'},'spec':{'nodeName':'b'}}"));

    private FeatureGate features = FeatureGate.defaults();

    private static ResourceDeclaration resource(String group, String version, String row) {
        return ResourceDeclaration.parse(group, version, row, null);
    }

    private static ResourceDeclaration pods() {
        return resource("", "v1", "pods Pod ns create");
    }

    private static ResourceDeclaration nodes() {
        return resource("", "v1", "nodes Node cluster create");
    }

    /** Why a request is refused; empty where it is not. */
    private String refused(
            ResourceDeclaration resource,
            String subresource,
            Operation operation,
            @Nullable String object,
            @Nullable String old) {
        Optional<Struct> now = Optional.ofNullable(object).map(Trees::of);
        Optional<Struct> before = Optional.ofNullable(old).map(Trees::of);
        String name = now.or(() -> before)
                .map(any -> any.struct("metadata"))
                .map(metadata -> metadata.string("name"))
                .orElse("p");
        AdmissionRequest request = new AdmissionRequest(
                operation,
                resource,
                subresource,
                "n",
                name,
                now,
                before,
                UserInfo.of("system:node:a", "system:nodes"),
                false);
        try {
            new NodeRestriction(objects, features).validate(request);
            return "";
        } catch (StatusError e) {
            String message = String.valueOf(e.getMessage());
            int why = message.indexOf("forbidden: ");
            return why < 0 ? message : message.substring(why + "forbidden: ".length());
        }
    }

    private String mirror(String owners, String spec, String container) {
        String pod = "{'metadata':{'name':'p','namespace':'n','annotations':{'kubernetes.io/config.mirror':'x'},"
                + "'ownerReferences':[" + owners + "]},'spec':{'nodeName':'a'," + spec + "'containers':[{'name':'c'"
                + container + "}]}}";
        return refused(pods(), "", Operation.CREATE, pod, null);
    }

    @Test
    void itMirrorsItsStaticPods() {
        assertThat(mirror(OWNER, "", "")).isEmpty();
        assertThat(mirror(OWNER, "'volumes':[{'name':'v','hostPath':{'path':'/'}}],", ""))
                .isEmpty();
        assertThat(refused(pods(), "", Operation.CREATE, "{'metadata':{'name':'p'},'spec':{'nodeName':'a'}}", null))
                .isEqualTo("pod does not have \"kubernetes.io/config.mirror\" annotation, node \"a\" can only create"
                        + " mirror pods");
        assertThat(mirror("", "", ""))
                .isEqualTo("node \"a\" can only create pods with an owner reference set to itself");
        assertThat(mirror(OWNER + "," + OWNER, "", ""))
                .isEqualTo("node \"a\" can only create pods with a single owner reference set to itself");
        assertThat(mirror(OWNER.replace("'a'", "'b'"), "", ""))
                .isEqualTo("node \"a\" can only create pods with an owner reference set to itself");
        assertThat(mirror(OWNER.replace("true", "false"), "", ""))
                .isEqualTo("node \"a\" can only create pods with a controller owner reference set to itself");
        assertThat(mirror(OWNER.replace("true", "true,'blockOwnerDeletion':true"), "", ""))
                .isEqualTo("node \"a\" must not set blockOwnerDeletion on an owner reference");
        assertThat(mirror(OWNER.replace("'u'", "'v'"), "", "")).isEqualTo("node a UID mismatch: expected v got u");
    }

    @Test
    void itsMirrorsNeedNothingOfTheServer() {
        String refers = "node \"a\" can not create pods that reference ";
        assertThat(mirror(OWNER, "'serviceAccountName':'s',", "")).isEqualTo(refers + "serviceaccounts");
        assertThat(mirror(OWNER, "'imagePullSecrets':[{'name':'s'}],", "")).isEqualTo(refers + "secrets");
        assertThat(mirror(OWNER, "", ",'envFrom':[{'secretRef':{'name':'s'}}]")).isEqualTo(refers + "secrets");
        assertThat(mirror(OWNER, "", ",'env':[{'name':'e','valueFrom':{'configMapKeyRef':{'name':'m','key':'k'}}}]"))
                .isEqualTo(refers + "configmaps");
        assertThat(mirror(OWNER, "'resourceClaims':[{'name':'r'}],", "")).isEqualTo(refers + "resourceclaims");
        String volume = "'volumes':[{'name':'v',%s}],";
        assertThat(mirror(OWNER, volume.formatted("'secret':{'secretName':'s'}"), ""))
                .isEqualTo(refers + "secrets");
        assertThat(mirror(OWNER, volume.formatted("'persistentVolumeClaim':{'claimName':'s'}"), ""))
                .isEqualTo(refers + "persistentvolumeclaims");
        assertThat(mirror(OWNER, volume.formatted("'csi':{'driver':'d'}"), ""))
                .isEqualTo(refers + "csidrivers (via CSI volumes)");
        assertThat(mirror(OWNER, volume.formatted("'projected':{'sources':[{'clusterTrustBundle':{'path':'p'}}]}"), ""))
                .isEqualTo(refers + "clustertrustbundles");
        assertThat(mirror(OWNER, volume.formatted("'projected':{'sources':[{'downwardAPI':{'items':[]}}]}"), ""))
                .isEmpty();
    }

    @Test
    void itSaysHowThePodsOnItsNodeAre() {
        String pod = "{'metadata':{'name':'p'%s},'spec':{'nodeName':'%s'},'status':{%s}}";
        String old = pod.formatted("", "a", "");
        assertThat(refused(pods(), "status", Operation.UPDATE, pod.formatted("", "a", "'phase':'Running'"), old))
                .isEmpty();
        assertThat(refused(pods(), "status", Operation.UPDATE, old, pod.formatted("", "b", "")))
                .isEqualTo("node \"a\" can only update pod status for pods with spec.nodeName set to itself");
        assertThat(refused(pods(), "status", Operation.UPDATE, pod.formatted(",'labels':{'l':'m'}", "a", ""), old))
                .isEqualTo("node \"a\" cannot update labels through pod status");
        assertThat(refused(
                        pods(),
                        "status",
                        Operation.UPDATE,
                        pod.formatted("", "a", "'resourceClaimStatuses':[{'name':'c'}]"),
                        old))
                .isEqualTo("node \"a\" cannot update resource claim statues");
        assertThat(refused(
                        pods(),
                        "status",
                        Operation.UPDATE,
                        pod.formatted("", "a", "'extendedResourceClaimStatus':{'resourceClaimName':'c'}"),
                        old))
                .isEqualTo("node \"a\" cannot update extended resource claim status");
        assertThat(refused(pods(), "", Operation.UPDATE, old, old))
                .isEqualTo("unexpected operation \"UPDATE\", node \"a\" can only create and delete mirror pods");
        assertThat(refused(pods(), "resize", Operation.UPDATE, old, old))
                .isEqualTo("unexpected pod subresource \"resize\", only 'status' and 'eviction' are allowed");
        assertThat(refused(pods(), "", Operation.DELETE, null, old)).isEmpty();
        assertThat(refused(pods(), "", Operation.DELETE, null, pod.formatted("", "b", "")))
                .isEqualTo("node \"a\" can only delete pods with spec.nodeName set to itself");
        assertThat(refused(pods(), "eviction", Operation.CREATE, "{'metadata':{'name':'p'}}", null))
                .isEqualTo("node a can only evict pods with spec.nodeName set to itself");
    }

    private String node(Operation operation, String now, @Nullable String old) {
        String node = "{'metadata':{'name':'a'%s}%s}";
        String[] parts = now.split("\\|", -1);
        return refused(
                nodes(),
                "",
                operation,
                node.formatted(parts[0], parts[1]),
                old == null ? null : node.formatted(old, ""));
    }

    @Test
    void itsNodeHasNoLabelsThatBringPodsThere() {
        String own =
                ",'labels':{'kubernetes.io/hostname':'a','node.kubernetes.io/x':'','x.kubelet.kubernetes.io/y':'','l':''}|";
        assertThat(node(Operation.CREATE, own, null)).isEmpty();
        assertThat(node(
                        Operation.CREATE,
                        ",'labels':{'node-role.kubernetes.io/x':'','a.node-restriction.kubernetes.io/y':'','k8s.io/z':''}|",
                        null))
                .isEqualTo("node \"a\" is not allowed to set the following labels: a.node-restriction.kubernetes.io/y,"
                        + " k8s.io/z, node-role.kubernetes.io/x");
        assertThat(node(Operation.UPDATE, "|", ",'labels':{'node-restriction.kubernetes.io/y':''}"))
                .isEqualTo("is not allowed to modify labels: node-restriction.kubernetes.io/y");
        assertThat(node(
                        Operation.UPDATE,
                        ",'labels':{'node-role.kubernetes.io/x':'1'}|",
                        ",'labels':{'node-role.kubernetes.io/x':'1'}"))
                .isEmpty();
        assertThat(node(Operation.UPDATE, "|,'spec':{'taints':[{'key':'k','effect':'NoSchedule'}]}", ""))
                .isEqualTo("node \"a\" is not allowed to modify taints");
        assertThat(node(Operation.UPDATE, ",'ownerReferences':[" + OWNER + "]|", ""))
                .isEqualTo("node \"a\" is not allowed to modify ownerReferences");
        assertThat(refused(
                        nodes(), "status", Operation.UPDATE, "{'metadata':{'name':'b'}}", "{'metadata':{'name':'b'}}"))
                .isEqualTo("node \"a\" is not allowed to modify node \"b\"");
    }

    @Test
    void ofClaimsItReportsTheSizeAlone() {
        ResourceDeclaration claims = resource("", "v1", "persistentvolumeclaims PersistentVolumeClaim ns create");
        String claim = "{'metadata':{'name':'c'%s},'status':{%s}}";
        String old = claim.formatted("", "");
        assertThat(refused(claims, "status", Operation.UPDATE, claim.formatted("", "'capacity':{'storage':'1'}"), old))
                .isEmpty();
        assertThat(refused(claims, "status", Operation.UPDATE, claim.formatted(",'labels':{'a':'b'}", ""), old))
                .startsWith(
                        "node \"a\" is not allowed to update fields other than status.quantity and status.conditions");
        assertThat(refused(claims, "", Operation.UPDATE, old, old)).isEqualTo("may only update PVC status");
    }

    @Test
    void whatIsOfDriversIsOfItsOwnNode() {
        ResourceDeclaration drivers = resource("storage.k8s.io", "v1", "csinodes CSINode cluster create");
        assertThat(refused(drivers, "", Operation.CREATE, "{'metadata':{'name':'a'}}", null))
                .isEmpty();
        assertThat(refused(drivers, "", Operation.CREATE, "{'metadata':{'name':'b'}}", null))
                .isEqualTo("can only access CSINode with the same name as the requesting node");
        String node = "{'metadata':{'name':'a'},'spec':{'drivers':[%s]}}";
        String old = node.formatted("");
        assertThat(refused(drivers, "status", Operation.UPDATE, old, old))
                .isEqualTo("CSIVolumeHealth feature gate is disabled");
        features = features.with(List.of("CSIVolumeHealth=true"));
        assertThat(refused(drivers, "status", Operation.UPDATE, old, old)).isEmpty();
        assertThat(refused(drivers, "status", Operation.UPDATE, node.formatted("{'name':'d'}"), old))
                .isEqualTo("node \"a\" is not allowed to modify CSINode spec via status");
        ResourceDeclaration slices = resource("resource.k8s.io", "v1", "resourceslices ResourceSlice cluster create");
        String slice = "{'metadata':{'name':'s'},'spec':{'nodeName':'%s'}}";
        assertThat(refused(slices, "", Operation.CREATE, slice.formatted("a"), null))
                .isEmpty();
        assertThat(refused(slices, "", Operation.CREATE, slice.formatted("b"), null))
                .isEqualTo("can only create ResourceSlice with the same NodeName as the requesting node");
        assertThat(refused(slices, "", Operation.DELETE, null, slice.formatted("b")))
                .isEqualTo("can only delete ResourceSlice with the same NodeName as the requesting node");
    }

    private static String request(String signer, String subject) throws Exception {
        KeyPair keys = KeyPairGenerator.getInstance("Ed25519").generateKeyPair();
        String pem = SigningRequest.pem(keys.getPublic(), keys.getPrivate(), subject, List.of(), List.of());
        return "{'metadata':{'name':'r'},'spec':{'signerName':'" + signer + "','request':'"
                + Base64.getEncoder().encodeToString(pem.getBytes(StandardCharsets.US_ASCII)) + "'}}";
    }

    @Test
    void itAsksForCertificatesOfItsOwnNode() throws Exception {
        ResourceDeclaration requests = resource(
                "certificates.k8s.io", "v1", "certificatesigningrequests CertificateSigningRequest cluster create");
        String serving = "kubernetes.io/kubelet-serving";
        String other = request(serving, "O=system:nodes,CN=system:node:b");
        assertThat(refused(requests, "", Operation.CREATE, request(serving, "O=system:nodes,CN=system:node:a"), null))
                .isEmpty();
        assertThat(refused(requests, "", Operation.CREATE, other, null))
                .isEqualTo("can only create a node CSR with CN=system:node:a");
        assertThat(refused(requests, "", Operation.CREATE, request("example.com/s", "CN=b"), null))
                .isEmpty();
        assertThat(refused(
                        requests,
                        "",
                        Operation.CREATE,
                        "{'metadata':{'name':'r'},'spec':{'signerName':'" + serving + "','request':'YQ=='}}",
                        null))
                .isEqualTo("unable to parse csr: PEM block type must be CERTIFICATE REQUEST");
        features = features.with(List.of("AllowInsecureKubeletCertificateSigningRequests=true"));
        assertThat(refused(requests, "", Operation.CREATE, other, null)).isEmpty();
    }
}
