/**
 * Reads {@code vsphere.conf} in its two forms, YAML and INI, with upstream's validation (k8s.io/cloud-provider-vsphere
 * pkg/common/config and pkg/cloudprovider/vsphere/config). Pure: the file's bytes and the environment are handed in.
 */
@NullMarked
package dev.carafe.cloudprovider.vsphere.config;

import org.jspecify.annotations.NullMarked;
