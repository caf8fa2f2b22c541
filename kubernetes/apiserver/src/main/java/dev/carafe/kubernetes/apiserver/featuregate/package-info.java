/**
 * Which features of upstream's are on: the gates that upstream 1.37 knows, with stage and default, and what a user has set.
 * Knows nobody else in the server.
 */
@NullMarked
package dev.carafe.kubernetes.apiserver.featuregate;

import org.jspecify.annotations.NullMarked;
