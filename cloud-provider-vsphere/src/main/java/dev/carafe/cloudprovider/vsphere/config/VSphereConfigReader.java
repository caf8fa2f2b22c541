package dev.carafe.cloudprovider.vsphere.config;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Reads a configuration, in whichever form it is, fills in what it leaves out, and checks it. The environment goes before
 * the file, as upstream has it: what it says of single vCenters ({@code VSPHERE_VCENTER_...}) is not looked at.
 */
public final class VSphereConfigReader {
    private static final int PORT = 443;
    private static final int ROUNDTRIPS = 3;

    private VSphereConfigReader() {}

    /**
     * Reads a configuration.
     *
     * @param environment such as {@link System#getenv()}
     */
    public static VSphereConfig read(byte[] file, Map<String, String> environment) throws ConfigException {
        if (file.length == 0) {
            throw new ConfigException("no vSphere cloud provider config file given");
        }
        RawConfig raw = raw(text(file));
        return new VSphereConfig(
                global(raw.global(), environment),
                virtualCenters(raw),
                new VSphereConfig.Labels(
                        over(environment, "VSPHERE_LABEL_ZONE", raw.labels().text("zone")),
                        over(environment, "VSPHERE_LABEL_REGION", raw.labels().text("region"))),
                nodes(raw.nodes(), environment));
    }

    private static String text(byte[] file) throws ConfigException {
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(file))
                    .toString();
        } catch (CharacterCodingException _) {
            throw new ConfigException("the vSphere cloud provider config file is not UTF-8");
        }
    }

    private static RawConfig raw(String text) throws ConfigException {
        if (YamlForm.isYaml(text)) {
            return YamlForm.read(text);
        }
        try {
            return IniForm.read(text);
        } catch (ConfigException ini) {
            try {
                return YamlForm.read(text);
            } catch (ConfigException yaml) {
                throw new ConfigException(
                        "ReadConfig failed.  YAML=[" + yaml.getMessage() + "], INI=[" + ini.getMessage() + "]");
            }
        }
    }

    private static String over(Map<String, String> environment, String variable, String said) {
        String value = environment.getOrDefault(variable, "");
        return value.isEmpty() ? said : value;
    }

    private static VSphereConfig.Global global(Section global, Map<String, String> environment) {
        return new VSphereConfig.Global(
                over(environment, "VSPHERE_SECRET_NAME", global.text("secretName")),
                over(environment, "VSPHERE_SECRET_NAMESPACE", global.text("secretNamespace")),
                over(environment, "VSPHERE_SECRETS_DIRECTORY", global.text("secretsDirectory")));
    }

    private static VSphereConfig.Nodes nodes(Section nodes, Map<String, String> environment) {
        return new VSphereConfig.Nodes(
                over(
                        environment,
                        "VSPHERE_NODES_INTERNAL_NETWORK_SUBNET_CIDR",
                        nodes.text("internalNetworkSubnetCidr")),
                over(
                        environment,
                        "VSPHERE_NODES_EXTERNAL_NETWORK_SUBNET_CIDR",
                        nodes.text("externalNetworkSubnetCidr")),
                over(environment, "VSPHERE_NODES_INTERNAL_VM_NETWORK_NAME", nodes.text("internalVmNetworkName")),
                over(environment, "VSPHERE_NODES_EXTERNAL_VM_NETWORK_NAME", nodes.text("externalVmNetworkName")),
                nodes.text("excludeInternalNetworkSubnetCidr"),
                nodes.text("excludeExternalNetworkSubnetCidr"));
    }

    private static Map<String, VSphereConfig.VirtualCenter> virtualCenters(RawConfig raw) throws ConfigException {
        Map<String, VSphereConfig.VirtualCenter> centers = new LinkedHashMap<>();
        Section global = raw.global();
        String only = global.text("server");
        if (!only.isEmpty() && !raw.virtualCenters().containsKey(only)) {
            centers.put(only, center(raw, only, global));
        }
        for (Map.Entry<String, Section> each : raw.virtualCenters().entrySet()) {
            centers.put(each.getKey(), center(raw, each.getKey(), each.getValue()));
        }
        if (centers.isEmpty()) {
            throw new ConfigException("No Virtual Center hosts defined");
        }
        return centers;
    }

    private static VSphereConfig.VirtualCenter center(RawConfig raw, String name, Section said) throws ConfigException {
        Section global = raw.global();
        String server = raw.serverIsName() && said.text("server").isEmpty() ? name : said.text("server");
        if (server.isEmpty() || name.isEmpty()) {
            throw new ConfigException("vsphere.conf does not have the VirtualCenter IP address specified");
        }
        boolean ownSecret = has(said, "secretName") && has(said, "secretNamespace");
        boolean anySecret = ownSecret || hasSharedSecret(global);
        String user = anySecret ? said.text("user") : either(said, global, "user");
        String password = anySecret ? said.text("password") : either(said, global, "password");
        if (!anySecret && user.isEmpty()) {
            throw new ConfigException("Username is missing");
        }
        if (!anySecret && password.isEmpty()) {
            throw new ConfigException("Password is missing");
        }
        return new VSphereConfig.VirtualCenter(
                name,
                server,
                positive(said.number("port"), positive(global.number("port"), PORT)),
                user,
                password,
                said.flag("insecureFlag") || global.flag("insecureFlag"),
                said.list("datacenters").isEmpty() ? global.list("datacenters") : said.list("datacenters"),
                positive(said.number("soapRoundtripCount"), positive(global.number("soapRoundtripCount"), ROUNDTRIPS)),
                either(said, global, "caFile"),
                either(said, global, "thumbprint"),
                secretRef(said, ownSecret, anySecret),
                said.text("secretName"),
                said.text("secretNamespace"),
                families(said.list("ipFamily").isEmpty() ? global.list("ipFamily") : said.list("ipFamily")));
    }

    private static String secretRef(Section said, boolean ownSecret, boolean anySecret) {
        if (ownSecret) {
            return said.text("secretNamespace") + "/" + said.text("secretName");
        }
        return anySecret ? VSphereConfig.VirtualCenter.GLOBAL : "";
    }

    /** Whether all vCenters share a Secret or a folder; where both are named nobody knows which to take. */
    private static boolean hasSharedSecret(Section global) {
        boolean secret = has(global, "secretName") && has(global, "secretNamespace");
        boolean none = !has(global, "secretName") && !has(global, "secretNamespace");
        return has(global, "secretsDirectory") ? none : secret;
    }

    private static List<String> families(List<String> said) throws ConfigException {
        for (String family : said) {
            if (!family.equalsIgnoreCase(VSphereConfig.IPV4) && !family.equalsIgnoreCase(VSphereConfig.IPV6)) {
                throw new ConfigException("Invalid IP Family type");
            }
        }
        return said.isEmpty()
                ? List.of(VSphereConfig.IPV4)
                : said.stream()
                        .map(family -> family.toLowerCase(java.util.Locale.ROOT))
                        .toList();
    }

    private static boolean has(Section section, String name) {
        return !section.text(name).isEmpty();
    }

    private static String either(Section said, Section global, String name) {
        return has(said, name) ? said.text(name) : global.text(name);
    }

    private static int positive(int said, int otherwise) {
        return said == 0 ? otherwise : said;
    }
}
