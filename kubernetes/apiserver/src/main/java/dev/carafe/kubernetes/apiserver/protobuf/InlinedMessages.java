package dev.carafe.kubernetes.apiserver.protobuf;

import java.util.HashMap;
import java.util.Map;

/**
 * Messages that Go embeds: protobuf nests them under a number of their own, while in JSON their fields stand beside their
 * parent's. Also fields whose protobuf name differs so much from JSON's that the table of declarations has no number for
 * them. Keyed by structure and number.
 */
final class InlinedMessages {
    private static final String REFERENCE = "name=1";

    /** For each embedding field the JSON names of the embedded message's fields with their numbers. */
    private static final Map<String, String> EMBEDDED = Map.ofEntries(
            Map.entry(
                    "api.core.v1.Volume#2",
                    "hostPath=1 emptyDir=2 gcePersistentDisk=3 awsElasticBlockStore=4 gitRepo=5 secret=6 nfs=7 iscsi=8"
                            + " glusterfs=9 persistentVolumeClaim=10 rbd=11 flexVolume=12 cinder=13 cephfs=14"
                            + " flocker=15 downwardAPI=16 fc=17 azureFile=18 configMap=19 vsphereVolume=20 quobyte=21"
                            + " azureDisk=22 photonPersistentDisk=23 portworxVolume=24 scaleIO=25 projected=26"
                            + " storageos=27 csi=28 ephemeral=29 image=30"),
            Map.entry(
                    "api.core.v1.PersistentVolumeSpec#2",
                    "gcePersistentDisk=1 awsElasticBlockStore=2 hostPath=3 glusterfs=4 nfs=5 rbd=6 iscsi=7 cinder=8"
                            + " cephfs=9 fc=10 flocker=11 flexVolume=12 azureFile=13 vsphereVolume=14 quobyte=15"
                            + " azureDisk=16 photonPersistentDisk=17 portworxVolume=18 scaleIO=19 local=20"
                            + " storageos=21 csi=22"),
            Map.entry(
                    "api.core.v1.EphemeralContainer#1",
                    "name=1 image=2 command=3 args=4 workingDir=5 ports=6 env=7 resources=8 volumeMounts=9"
                            + " livenessProbe=10 readinessProbe=11 lifecycle=12 terminationMessagePath=13"
                            + " imagePullPolicy=14 securityContext=15 stdin=16 stdinOnce=17 tty=18 envFrom=19"
                            + " terminationMessagePolicy=20 volumeDevices=21 startupProbe=22 resizePolicy=23"
                            + " restartPolicy=24 restartPolicyRules=25"),
            Map.entry("api.core.v1.Probe#1", "exec=1 httpGet=2 tcpSocket=3 grpc=4"),
            Map.entry("api.core.v1.ConfigMapEnvSource#1", REFERENCE),
            Map.entry("api.core.v1.ConfigMapKeySelector#1", REFERENCE),
            Map.entry("api.core.v1.ConfigMapProjection#1", REFERENCE),
            Map.entry("api.core.v1.ConfigMapVolumeSource#1", REFERENCE),
            Map.entry("api.core.v1.SecretEnvSource#1", REFERENCE),
            Map.entry("api.core.v1.SecretKeySelector#1", REFERENCE),
            Map.entry("api.core.v1.SecretProjection#1", REFERENCE),
            Map.entry("api.networking.v1.IngressRule#2", "http=1"),
            Map.entry(
                    "api.admissionregistration.v1.RuleWithOperations#2",
                    "apiGroups=1 apiVersions=2 resources=3 scope=4"),
            Map.entry("api.resource.v1.DeviceAllocationConfiguration#3", "opaque=1"),
            Map.entry("api.resource.v1.DeviceClaimConfiguration#2", "opaque=1"),
            Map.entry("api.resource.v1.DeviceClassConfiguration#1", "opaque=1"));

    /** Fields under another name, by structure and number. */
    private static final Map<String, String> RENAMED = Map.of(
            "api.admissionregistration.v1.MutatingWebhookConfiguration#2", "webhooks",
            "api.admissionregistration.v1.ValidatingWebhookConfiguration#2", "webhooks",
            "api.admissionregistration.v1.Validation#1", "expression",
            "api.admissionregistration.v1.Variable#1", "name",
            "api.admissionregistration.v1.Variable#2", "expression",
            "api.authentication.v1.BoundObjectReference#4", "uid",
            "api.networking.v1.IngressClassParametersReference#1", "apiGroup");

    private InlinedMessages() {}

    /** The JSON names by number of what a field embeds; empty where it embeds nothing. */
    static Map<Integer, String> embedded(String structure, int number) {
        String rows = EMBEDDED.get(structure + "#" + number);
        if (rows == null) {
            return Map.of();
        }
        Map<Integer, String> names = new HashMap<>();
        for (String row : rows.split(" ")) {
            int equals = row.indexOf('=');
            names.put(Integer.valueOf(row.substring(equals + 1)), row.substring(0, equals));
        }
        return names;
    }

    /** The JSON name of a field that the declarations know no number of; empty where there is none. */
    static String renamed(String structure, int number) {
        return RENAMED.getOrDefault(structure + "#" + number, "");
    }
}
