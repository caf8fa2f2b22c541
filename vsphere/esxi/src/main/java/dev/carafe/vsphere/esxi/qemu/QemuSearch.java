package dev.carafe.vsphere.esxi.qemu;

import java.nio.file.Path;

/**
 * Where QEMU and what is known of it are looked for.
 *
 * @param path the folders that QEMU may be in, as in {@code PATH}
 * @param notes a folder of this user's for what a probe guest did under KVM, which all of his hosts may share: the first one to start
 *     finds it out for them all. It is made when it is not there, and may be lost at any time.
 */
public record QemuSearch(String path, Path notes) {}
