package dev.carafe.vsphere.esxi.hardware;

import dev.carafe.vsphere.esxi.machine.ExtraConfig;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What of a machine's extra config the API has fields of its own for, by the keys that a {@code .vmx} has for it. Keys are found
 * whatever their case, as in a {@code .vmx}.
 */
final class Settings {
    static final String CREATE_DATE = "vm.createDate";
    static final String ALTERNATE_NAME = "guestOSAltName";
    static final String CPU_RESERVATION = "sched.cpu.min";
    /** These two are in a machine's {@code Cpus}; in extra config they would win over it. */
    static final String CPU_SHARES = "sched.cpu.shares";

    static final String CPU_LIMIT = "sched.cpu.max";
    static final String CPU_AFFINITY = "sched.cpu.affinity";
    static final String CPU_HOT_REMOVE = "vcpu.hotremove";
    static final String LATENCY = "sched.cpu.latencySensitivity";
    static final String MEMORY_RESERVATION = "sched.mem.min";
    static final String MEMORY_LIMIT = "sched.mem.max";
    static final String MEMORY_SHARES = "sched.mem.shares";
    static final String MEMORY_PINNED = "sched.mem.pin";
    static final String SWAP_PLACEMENT = "sched.swap.placement";
    static final String POWER_OFF = "powerType.powerOff";
    static final String SUSPEND = "powerType.suspend";
    static final String RESET = "powerType.reset";
    static final String STANDBY = "powerType.standby";
    static final String TOOLS_AFTER_POWER_ON = "toolScripts.afterPowerOn";
    static final String TOOLS_AFTER_RESUME = "toolScripts.afterResume";
    static final String TOOLS_BEFORE_STANDBY = "toolScripts.beforeSuspend";
    static final String TOOLS_BEFORE_SHUTDOWN = "toolScripts.beforePowerOff";
    static final String TOOLS_BEFORE_REBOOT = "toolScripts.beforeReset";
    static final String TOOLS_POLICY = "tools.upgrade.policy";
    static final String TOOLS_SYNC_TIME = "tools.syncTime";
    static final String TOOLS_SYNC_TIME_ALLOWED = "time.synchronize.allow";
    static final String NO_ACCELERATION = "disable_acceleration";
    static final String LOGGING = "logging";
    static final String DISK_UUID = "disk.EnableUUID";
    static final String SNAPSHOTS_DISABLED = "snapshot.disabled";
    static final String SNAPSHOTS_LOCKED = "snapshot.locked";
    static final String VIRTUAL_MMU = "monitor.virtual_mmu";
    static final String VIRTUAL_EXEC = "monitor.virtual_exec";
    static final String VVTD = "vvtd.enable";
    static final String VBS = "vbs.enabled";
    static final String NESTED = "vhv.enable";
    static final String VPMC = "vpmc.enable";
    static final String BOOT_RETRY = "bios.bootRetry.enabled";
    static final String BOOT_RETRY_DELAY = "bios.bootRetry.delay";
    static final String MKS_MAX = "RemoteDisplay.maxConnections";
    static final String AUTO_LOCK = "tools.guest.desktop.autolock";
    static final String CHANGE_TRACKING = "ctkEnabled";
    static final String MESSAGE_BUS = "messageBus.tunnelEnabled";
    static final String MANAGED_BY = "managedBy.extensionKey";
    static final String MANAGED_BY_TYPE = "managedBy.type";
    static final String MIGRATE_ENCRYPTION = "migrate.encryptionMode";
    static final String REBOOT_POWER_OFF = "powerType.rebootPowerOff";

    private static final Set<String> OWN = lowerCase(
            CREATE_DATE,
            ALTERNATE_NAME,
            CPU_RESERVATION,
            CPU_AFFINITY,
            CPU_HOT_REMOVE,
            LATENCY,
            MEMORY_RESERVATION,
            MEMORY_LIMIT,
            MEMORY_SHARES,
            MEMORY_PINNED,
            SWAP_PLACEMENT,
            POWER_OFF,
            SUSPEND,
            RESET,
            STANDBY,
            TOOLS_AFTER_POWER_ON,
            TOOLS_AFTER_RESUME,
            TOOLS_BEFORE_STANDBY,
            TOOLS_BEFORE_SHUTDOWN,
            TOOLS_BEFORE_REBOOT,
            TOOLS_POLICY,
            TOOLS_SYNC_TIME,
            TOOLS_SYNC_TIME_ALLOWED,
            NO_ACCELERATION,
            LOGGING,
            SNAPSHOTS_DISABLED,
            SNAPSHOTS_LOCKED,
            VIRTUAL_MMU,
            VIRTUAL_EXEC,
            VVTD,
            VBS,
            NESTED,
            VPMC,
            BOOT_RETRY,
            BOOT_RETRY_DELAY,
            MKS_MAX,
            AUTO_LOCK,
            CHANGE_TRACKING,
            MESSAGE_BUS,
            MANAGED_BY,
            MANAGED_BY_TYPE,
            MIGRATE_ENCRYPTION,
            REBOOT_POWER_OFF);

    /** What a {@code .vmx} says of hardware, identity and files: never to be had by extra config, which would be a way around checks. */
    private static final Pattern HARDWARE = Pattern.compile(
            "(scsi|sata|nvme|ide|ethernet|serial|parallel|floppy|usb|ehci|usb_xhci|sound|precisionclock|pcibridge|pcipassthru|vtpm|nvdimm|svga)\\d*[.:].*"
                    + "|(memsize|mem\\.hotadd|vcpu\\.hotadd|numvcpus|cpuid\\..*|displayname|guestos|annotation|firmware|nvram|config\\.version"
                    + "|virtualhw\\..*|uuid\\..*|vc\\.uuid|bios\\.bootorder|bios\\.hddorder|bios\\.bootdelay|bios\\.forcesetuponce"
                    + "|uefi\\..*|extendedconfigfile|checkpoint\\..*|workingdir|sched\\.cpu\\.(shares|max|units)|sched\\.swap\\..*"
                    + "|vmci0\\..*|\\.encoding|encryption\\..*|suspend\\.directory|log\\.filename)");

    private final Map<String, String> values;

    private Settings(Map<String, String> values) {
        this.values = values;
    }

    static Settings of(ExtraConfig config) {
        return new Settings(new LinkedHashMap<>(config.values()));
    }

    /** Whether a key is for the API's own fields, so that extra config neither sets nor shows it. */
    static boolean isOwn(String key) {
        String lower = key.toLowerCase(Locale.ROOT);
        return OWN.contains(lower) || HARDWARE.matcher(lower).matches();
    }

    Optional<String> text(String key) {
        String exact = values.get(key);
        if (exact != null) {
            return Optional.of(exact);
        }
        for (Map.Entry<String, String> entry : values.entrySet()) {
            if (entry.getKey().equalsIgnoreCase(key)) {
                return Optional.of(entry.getValue());
            }
        }
        return Optional.empty();
    }

    String text(String key, String otherwise) {
        return text(key).orElse(otherwise);
    }

    boolean flag(String key, boolean otherwise) {
        return text(key)
                .map(value -> value.equalsIgnoreCase("true") || value.equals("1"))
                .orElse(otherwise);
    }

    /** A whole number; what is none counts as not set, since a file may say anything. */
    long number(String key, long otherwise) {
        try {
            return Long.parseLong(text(key, "").strip());
        } catch (NumberFormatException none) {
            return otherwise;
        }
    }

    /** Sets a value; null leaves what there is, the empty text takes it away. */
    Settings set(String key, @Nullable Object value) {
        if (value != null) {
            values.keySet().removeIf(other -> other.equalsIgnoreCase(key));
            String text = value instanceof Boolean flag ? (flag ? "TRUE" : "FALSE") : value.toString();
            if (!text.isEmpty()) {
                values.put(key, text);
            }
        }
        return this;
    }

    ExtraConfig toExtraConfig() {
        return new ExtraConfig(values);
    }

    private static Set<String> lowerCase(String... keys) {
        return java.util.stream.Stream.of(keys)
                .map(key -> key.toLowerCase(Locale.ROOT))
                .collect(java.util.stream.Collectors.toUnmodifiableSet());
    }
}
