package dev.carafe.cli.vmimage;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PackageFilesTest {

    @ParameterizedTest
    @CsvSource({
        "./bin/bash, usr/bin/bash",
        "./sbin/init, usr/bin/init",
        "./usr/sbin/httpd, usr/bin/httpd",
        "./lib64/ld.so, usr/lib64/ld.so",
        "./lib/modules/, usr/lib/modules",
        "./usr/lib/os-release, usr/lib/os-release",
        "./etc/passwd, etc/passwd",
        "/boot/vmlinuz, boot/vmlinuz",
        "./, ''",
        "./bin/, usr/bin"
    })
    void programsAndLibrariesGoBelowUsr(String name, String place) {
        assertThat(PackageFiles.place(name)).isEqualTo(place);
    }

    @Test
    void theLowerBitsOfAModeArePermissions() {
        assertThat(PosixFilePermissions.toString(PackageFiles.permissions(0100755)))
                .isEqualTo("rwxr-xr-x");
        assertThat(PosixFilePermissions.toString(PackageFiles.permissions(04640)))
                .isEqualTo("rw-r-----");
    }
}
