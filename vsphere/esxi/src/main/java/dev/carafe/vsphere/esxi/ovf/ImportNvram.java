package dev.carafe.vsphere.esxi.ovf;

import dev.carafe.vsphere.esxi.machine.Firmware;
import dev.carafe.vsphere.vim.vim25.OptionValue;
import dev.carafe.vsphere.vim.vim25.OvfFileItem;
import java.util.Optional;

/**
 * The firmware's variables that a package brings along. VMware's tools name their file by extra config whose value begins with
 * {@code ovf:/file/}; only an EFI machine has use for them here.
 *
 * @param file none when there are none to take
 */
public record ImportNvram(Optional<OvfEnvelope.PackageFile> file) {
    /** What the name of a file of the package comes after. */
    static final String FILE = "ovf:/file/";

    /** Finds them in the hardware of one way to deploy. */
    static ImportNvram of(OvfElement hardware, String option, OvfEnvelope envelope, OvfProblems problems) {
        boolean efi = hardware.all("Config")
                .filter(config -> config.isIn(option)
                        && config.attribute("key").orElse("").equals("firmware"))
                .anyMatch(config -> config.attribute("value").orElse("").equals(Firmware.EFI.value()));
        Optional<OvfElement> named = hardware.all("ExtraConfig")
                .filter(config -> config.isIn(option) && isIt(config))
                .filter(config -> config.attribute("value").orElse("").startsWith(FILE))
                .findFirst();
        if (!efi || named.isEmpty()) {
            return new ImportNvram(Optional.empty());
        }
        String value = named.get().attribute("value").orElse("");
        OvfEnvelope.PackageFile file = envelope.files().get(value.substring(FILE.length()));
        if (file == null) {
            problems.noReference(named.get().line(), "ExtraConfig", "value", value);
        }
        return new ImportNvram(Optional.ofNullable(file));
    }

    /** Whether extra config of a package says where these are, so that no machine is to have it as its own. */
    static boolean isIt(OvfElement extraConfig) {
        return extraConfig.attribute("key").orElse("").equals(DeviceIds.NVRAM);
    }

    /** By this whoever is to make the machine knows that they come. */
    Optional<OptionValue> extraConfig() {
        return file.map(each -> OptionValue.builder()
                .key(DeviceIds.NVRAM)
                .value(FILE + each.id())
                .build());
    }

    /** Whether a config spec's option says that they come. */
    public static boolean isComing(OptionValue option) {
        return option.key().equals(DeviceIds.NVRAM)
                && String.valueOf(option.value()).startsWith(FILE);
    }

    /** What a client is to send; VMware's hosts want such a file put, not posted. */
    Optional<OvfFileItem> fileItem(String name) {
        return file.map(each -> {
            OvfFileItem.Builder item = OvfFileItem.builder()
                    .deviceId("/" + name + "/" + DeviceIds.NVRAM)
                    .path(each.href())
                    .cimType(0)
                    .create(true);
            each.size().ifPresent(item::size);
            return item.build();
        });
    }
}
