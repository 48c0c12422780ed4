/** Uploads images with their manifests to a bucket. */
package io.nodememory.capture.upload;
