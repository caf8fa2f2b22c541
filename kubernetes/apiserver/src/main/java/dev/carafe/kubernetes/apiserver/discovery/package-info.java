/** Which groups, versions and resources are served: /api and /apis, plain and aggregated (apidiscovery.k8s.io/v2). Pure. */
@NullMarked
package dev.carafe.kubernetes.apiserver.discovery;

import org.jspecify.annotations.NullMarked;
