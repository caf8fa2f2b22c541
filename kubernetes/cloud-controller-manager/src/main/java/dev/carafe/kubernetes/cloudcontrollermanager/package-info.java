/**
 * The cloud controller manager: one process that runs the controllers which need to ask a cloud, each in a package of its
 * own, over shared informers; it leads by election when it is not alone (k8s.io/cloud-provider app, 1.37).
 */
@NullMarked
package dev.carafe.kubernetes.cloudcontrollermanager;

import org.jspecify.annotations.NullMarked;
