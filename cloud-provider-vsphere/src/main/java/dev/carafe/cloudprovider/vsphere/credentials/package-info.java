/** Reads vCenters' credentials out of a Secret (k8s.io/cloud-provider-vsphere pkg/common/credentialmanager). Pure. */
@NullMarked
package dev.carafe.cloudprovider.vsphere.credentials;

import org.jspecify.annotations.NullMarked;
