package dev.carafe.vsphere.esxi.seed;

import dev.carafe.vsphere.esxi.json.Json;
import dev.carafe.vsphere.esxi.machine.MacAddress;
import dev.carafe.vsphere.vim.vim25.CannotDecryptPasswords;
import dev.carafe.vsphere.vim.vim25.CustomizationCloudinitPrep;
import dev.carafe.vsphere.vim.vim25.CustomizationFixedName;
import dev.carafe.vsphere.vim.vim25.CustomizationLinuxPrep;
import dev.carafe.vsphere.vim.vim25.CustomizationPassword;
import dev.carafe.vsphere.vim.vim25.CustomizationPrefixName;
import dev.carafe.vsphere.vim.vim25.CustomizationSpec;
import dev.carafe.vsphere.vim.vim25.CustomizationVirtualMachineName;
import dev.carafe.vsphere.vim.vim25.InvalidArgument;
import dev.carafe.vsphere.vim.vim25.UncustomizableGuest;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * vSphere's customization ({@code CustomizationSpec}) as a seed. For Linux guests: {@code CustomizationLinuxPrep} becomes cloud-config,
 * {@code CustomizationCloudinitPrep} is handed on as it is. What a seed cannot say is refused with the API's own faults.
 */
public final class GuestCustomization {
    private static final Pattern LABEL = Pattern.compile("[A-Za-z0-9]([A-Za-z0-9-]{0,61}[A-Za-z0-9])?");
    private static final Pattern DOMAIN = Pattern.compile("[A-Za-z0-9]([A-Za-z0-9.-]{0,251}[A-Za-z0-9])?");
    private static final Pattern TIME_ZONE = Pattern.compile("[A-Za-z0-9_+/-]{1,64}");
    private static final int SCRIPT_MAX = 1500;

    private GuestCustomization() {}

    /**
     * The seed.
     *
     * @param machineName the machine's name, which a host name may be made of
     * @param instanceId a new one for each customization; its last digits make names of a prefix unlike each other
     * @param nics the addresses of the machine's cards in their order
     * @throws dev.carafe.vsphere.vim.FaultException when it is wrong, or cannot be done here
     */
    public static NoCloudSeed seed(
            CustomizationSpec spec, String machineName, String instanceId, List<MacAddress> nics) {
        return switch (spec.identity()) {
            case CustomizationLinuxPrep linux -> linux(spec, linux, machineName, instanceId, nics);
            case CustomizationCloudinitPrep cloud ->
                new NoCloudSeed(
                        withInstance(cloud.metadata(), instanceId),
                        Optional.ofNullable(cloud.userdata()).orElse("#cloud-config\n{}\n"),
                        Optional.empty());
            default ->
                throw UncustomizableGuest.builder()
                        .uncustomizableGuestOS("windowsGuest")
                        .build()
                        .exception("Only Linux guests can be customized here (CustomizationLinuxPrep or"
                                + " CustomizationCloudinitPrep).");
        };
    }

    /** cloud-init's own meta data may name an instance; one that does not gets ours, so that it is taken. */
    private static String withInstance(String metadata, String instanceId) {
        boolean named = metadata.lines().anyMatch(line -> line.strip().startsWith("instance-id"))
                || metadata.contains("\"instance-id\"");
        return named ? metadata : "instance-id: " + quoted(instanceId) + "\n" + metadata;
    }

    private static NoCloudSeed linux(
            CustomizationSpec spec,
            CustomizationLinuxPrep prep,
            String machineName,
            String instanceId,
            List<MacAddress> nics) {
        String host = hostName(prep, machineName, instanceId);
        String domain = prep.domain();
        if (!domain.isEmpty() && !DOMAIN.matcher(domain).matches()) {
            throw invalid("spec.identity.domain", "\"" + domain + "\" is no domain name.");
        }
        String metaData = "instance-id: " + quoted(instanceId) + "\nlocal-hostname: " + quoted(host) + "\n";
        StringBuilder user =
                new StringBuilder("#cloud-config\npreserve_hostname: false\nhostname: ").append(quoted(host));
        user.append('\n');
        if (!domain.isEmpty()) {
            user.append("fqdn: ").append(quoted(host + "." + domain)).append('\n');
        }
        user.append("manage_etc_hosts: true\n");
        if (prep.timeZone() != null) {
            if (!TIME_ZONE.matcher(prep.timeZone()).matches()) {
                throw invalid("spec.identity.timeZone", "\"" + prep.timeZone() + "\" is no time zone.");
            }
            user.append("timezone: ").append(quoted(prep.timeZone())).append('\n');
        }
        password(user, prep);
        script(user, prep);
        return new NoCloudSeed(metaData, user.toString(), Optional.of(NetworkSeed.of(spec, nics)));
    }

    private static String hostName(CustomizationLinuxPrep prep, String machineName, String instanceId) {
        String name = switch (prep.hostName()) {
            case CustomizationFixedName fixed -> fixed.name();
            case CustomizationPrefixName prefix -> prefix.base() + "-" + Math.floorMod(instanceId.hashCode(), 100_000);
            case CustomizationVirtualMachineName _ -> plain(machineName);
            default ->
                throw invalid(
                        "spec.identity.hostName",
                        "A host name is fixed, made of a prefix, or the machine's; nobody can be asked for another.");
        };
        if (!LABEL.matcher(name).matches()) {
            throw invalid("spec.identity.hostName", "\"" + name + "\" is no host name: letters, digits and hyphens.");
        }
        return name;
    }

    /** What of a machine's name can be a host's. */
    private static String plain(String machineName) {
        String letters = machineName.replaceAll("[^A-Za-z0-9-]", "").replaceAll("^-+|-+$", "");
        return letters.substring(0, Math.min(63, letters.length())).replaceAll("-+$", "");
    }

    private static void password(StringBuilder user, CustomizationLinuxPrep prep) {
        CustomizationPassword password = prep.password();
        if (password == null) {
            return;
        }
        if (!password.plainText()) {
            throw CannotDecryptPasswords.builder()
                    .build()
                    .exception("The password is encrypted for a vCenter's key; a host can take plain text only.");
        }
        boolean expire = Boolean.TRUE.equals(prep.resetPassword());
        user.append("chpasswd:\n  expire: ").append(expire).append("\n  list: |\n    root:");
        if (password.value().chars().anyMatch(Character::isISOControl)) {
            throw invalid("spec.identity.password", "A password has no control characters.");
        }
        user.append(password.value()).append('\n');
    }

    /** Run twice, as by VMware's tools: before and after the rest, told apart by its argument. */
    private static void script(StringBuilder user, CustomizationLinuxPrep prep) {
        String script = prep.scriptText();
        if (script == null || script.isEmpty()) {
            return;
        }
        if (script.length() > SCRIPT_MAX) {
            throw invalid("spec.identity.scriptText", "A script has at most " + SCRIPT_MAX + " characters.");
        }
        String arguments = "[sh, -c, " + quoted(script) + ", customize, ";
        user.append("bootcmd:\n  - [cloud-init-per, instance, precustomization, ");
        user.append(arguments.substring(1)).append("precustomization]\nruncmd:\n  - ");
        user.append(arguments).append("postcustomization]\n");
    }

    static RuntimeException invalid(String property, String message) {
        return InvalidArgument.builder().invalidProperty(property).build().exception(message);
    }

    /** A text as YAML has it between double quotes, which is as JSON has it. */
    static String quoted(String text) {
        return Json.encode(text);
    }
}
