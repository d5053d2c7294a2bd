/** The site plan: what is installed in a building, and how it is read. */
@NullMarked
package eu.releve.provisioning.site;

import org.jspecify.annotations.NullMarked;
