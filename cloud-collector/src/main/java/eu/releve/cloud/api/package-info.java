/** Answers programs over HTTP: {@code /api/v1}, described in {@code openapi.yaml}. */
@NullMarked
package eu.releve.cloud.api;

import org.jspecify.annotations.NullMarked;
