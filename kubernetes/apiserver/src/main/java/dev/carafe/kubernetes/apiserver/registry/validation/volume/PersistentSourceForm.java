package dev.carafe.kubernetes.apiserver.registry.validation.volume;

import dev.carafe.kubernetes.apimachinery.value.Null;
import dev.carafe.kubernetes.apimachinery.value.Struct;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/** What a persistent volume is of, as errors show it: upstream's internal types, with all fields in their order. */
final class PersistentSourceForm {
    /**
     * Types of sources in the order of upstream's fields: a type's field and upstream's name of it, then its own fields. A field is told
     * by upstream's name, an equals sign and the name in requests; then comes what stands there when it is absent: a text, a truth
     * value, a number, or nothing; {@code @} is a reference to a secret.
     */
    private static final String TYPES = """
            gcePersistentDisk GCEPersistentDisk PDName=pdName'' FSType=fsType'' Partition=partition0 ReadOnly=readOnly?
            awsElasticBlockStore AWSElasticBlockStore VolumeID=volumeID'' FSType=fsType'' Partition=partition0 ReadOnly=readOnly?
            hostPath HostPath Path=path'' Type=type
            glusterfs Glusterfs EndpointsName=endpoints'' Path=path'' ReadOnly=readOnly? EndpointsNamespace=endpointsNamespace
            nfs NFS Server=server'' Path=path'' ReadOnly=readOnly?
            rbd RBD CephMonitors=monitors RBDImage=image'' FSType=fsType'' RBDPool=pool'' RadosUser=user'' Keyring=keyring'' SecretRef=secretRef@ ReadOnly=readOnly?
            iscsi ISCSI TargetPortal=targetPortal'' IQN=iqn'' Lun=lun0 ISCSIInterface=iscsiInterface'' FSType=fsType'' ReadOnly=readOnly? Portals=portals DiscoveryCHAPAuth=chapAuthDiscovery? SessionCHAPAuth=chapAuthSession? SecretRef=secretRef@ InitiatorName=initiatorName
            cinder Cinder VolumeID=volumeID'' FSType=fsType'' ReadOnly=readOnly? SecretRef=secretRef@
            cephfs CephFS Monitors=monitors Path=path'' User=user'' SecretFile=secretFile'' SecretRef=secretRef@ ReadOnly=readOnly?
            fc FC TargetWWNs=targetWWNs Lun=lun FSType=fsType'' ReadOnly=readOnly? WWIDs=wwids
            flocker Flocker DatasetName=datasetName'' DatasetUUID=datasetUUID''
            flexVolume FlexVolume Driver=driver'' FSType=fsType'' SecretRef=secretRef@ ReadOnly=readOnly? Options=options
            azureFile AzureFile SecretName=secretName'' ShareName=shareName'' ReadOnly=readOnly? SecretNamespace=secretNamespace
            vsphereVolume VsphereVolume VolumePath=volumePath'' FSType=fsType'' StoragePolicyName=storagePolicyName'' StoragePolicyID=storagePolicyID''
            quobyte Quobyte Registry=registry'' Volume=volume'' ReadOnly=readOnly? User=user'' Group=group'' Tenant=tenant''
            azureDisk AzureDisk DiskName=diskName'' DataDiskURI=diskURI'' CachingMode=cachingMode FSType=fsType ReadOnly=readOnly Kind=kind
            photonPersistentDisk PhotonPersistentDisk PdID=pdID'' FSType=fsType''
            portworxVolume PortworxVolume VolumeID=volumeID'' FSType=fsType'' ReadOnly=readOnly?
            scaleIO ScaleIO Gateway=gateway'' System=system'' SecretRef=secretRef@ SSLEnabled=sslEnabled? ProtectionDomain=protectionDomain'' StoragePool=storagePool'' StorageMode=storageMode'' VolumeName=volumeName'' FSType=fsType'' ReadOnly=readOnly?
            local Local Path=path'' FSType=fsType
            storageos StorageOS VolumeName=volumeName'' VolumeNamespace=volumeNamespace'' FSType=fsType'' ReadOnly=readOnly? SecretRef=secretRef@
            csi CSI Driver=driver'' VolumeHandle=volumeHandle'' ReadOnly=readOnly? FSType=fsType'' VolumeAttributes=volumeAttributes ControllerPublishSecretRef=controllerPublishSecretRef@ NodeStageSecretRef=nodeStageSecretRef@ NodePublishSecretRef=nodePublishSecretRef@ ControllerExpandSecretRef=controllerExpandSecretRef@ NodeExpandSecretRef=nodeExpandSecretRef@
            """;

    /** Read when the first volume is refused. */
    private static final class Shapes {
        static final Map<String, Shape> BY_TYPE = read();

        private static Map<String, Shape> read() {
            Map<String, Shape> shapes = new LinkedHashMap<>();
            for (String line : TYPES.lines().toList()) {
                String[] words = line.split(" ", -1);
                List<Field> fields = new ArrayList<>();
                for (String word : List.of(words).subList(2, words.length)) {
                    fields.add(Field.of(word));
                }
                shapes.put(words[0], new Shape(words[1], fields));
            }
            return shapes;
        }
    }

    private record Shape(String shown, List<Field> fields) {}

    private record Field(String shown, String name, Object absent, boolean secret) {
        static Field of(String word) {
            int equals = word.indexOf('=');
            String shown = word.substring(0, equals);
            String rest = word.substring(equals + 1);
            if (rest.endsWith("''")) {
                return new Field(shown, rest.substring(0, rest.length() - 2), "", false);
            }
            String name = rest.substring(0, rest.length() - 1);
            return switch (rest.charAt(rest.length() - 1)) {
                case '0' -> new Field(shown, name, 0L, false);
                case '?' -> new Field(shown, name, false, false);
                case '@' -> new Field(shown, name, Null.NULL, true);
                default -> new Field(shown, rest, Null.NULL, false);
            };
        }

        Object of(Struct source) {
            Object value = source.get(name);
            if (secret && value instanceof Struct reference) {
                return Struct.of(
                        "Name",
                        Objects.requireNonNullElse(reference.get("name"), ""),
                        "Namespace",
                        Objects.requireNonNullElse(reference.get("namespace"), ""));
            }
            return value instanceof Struct map ? ClaimForm.sorted(map) : Objects.requireNonNullElse(value, absent);
        }
    }

    private PersistentSourceForm() {}

    /** Of a volume's specification the type alone. */
    static Struct of(Struct spec) {
        Struct.Builder out = Struct.builder();
        Shapes.BY_TYPE.forEach((type, shape) -> {
            Struct source = spec.struct(type);
            out.put(shape.shown(), source == null ? Null.NULL : shown(source, shape));
        });
        return out.build();
    }

    private static Struct shown(Struct source, Shape shape) {
        Struct.Builder out = Struct.builder();
        shape.fields().forEach(field -> out.put(field.shown(), field.of(source)));
        return out.build();
    }
}
