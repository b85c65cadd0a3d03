//! Which part of the drawing is seen, and how large. Whole numbers: formatting others would cost the page 4 kB.

use super::Area;
use std::fmt;

/// The part of a drawing that is seen.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Camera {
    /// Where the drawing's left edge stands on the canvas, in pixels.
    pub x: i32,
    /// Where its upper edge stands.
    pub y: i32,
    /// How large it is, in thousandths.
    pub zoom: i32,
}

/// Sizes of things are pairs: width and height in pixels.
type Size = (i32, i32);

const SMALLEST: i32 = 15;
const LARGEST: i32 = 3000;
/// Smaller than this, words cannot be read: a drawing begins with a part of it, then.
const READABLE: i32 = 800;
/// What a button or a key changes the size by: to the next of these.
const STOPS: [i32; 15] = [15, 30, 60, 120, 180, 250, 350, 500, 700, 850, 1000, 1250, 1500, 2000, 3000];
/// How near the edge of the canvas a box may be that has the focus.
const EDGE: i32 = 16;

impl Default for Camera {
    fn default() -> Self {
        Self { x: 0, y: 0, zoom: 1000 }
    }
}

impl Camera {
    /// Sees all of a drawing, in the middle, not larger than it is.
    #[must_use]
    pub fn fit(drawing: Size, canvas: Size) -> Self {
        let share = |canvas: i32, drawing: i32| canvas.max(1).saturating_mul(1000) / drawing.max(1);
        let zoom = share(canvas.0, drawing.0).min(share(canvas.1, drawing.1)).clamp(SMALLEST, 1000);
        let middle = |canvas: i32, drawing: i32| (canvas - scaled(drawing, zoom)) / 2;
        Self { x: middle(canvas.0, drawing.0), y: middle(canvas.1, drawing.1), zoom }
    }

    /// What is seen at first: all, where it can be read then; else the image and what is nearest to it.
    #[must_use]
    pub fn begin(drawing: Size, canvas: Size, image: Area) -> Self {
        let all = Self::fit(drawing, canvas);
        if all.zoom >= READABLE {
            return all;
        }
        let zoom = READABLE;
        let x = if scaled(drawing.0, zoom) <= canvas.0 { (canvas.0 - scaled(drawing.0, zoom)) / 2 } else { 0 };
        let y = if scaled(drawing.1, zoom) <= canvas.1 {
            (canvas.1 - scaled(drawing.1, zoom)) / 2
        } else {
            canvas.1 / 2 - scaled(image.y + image.height / 2, zoom)
        };
        Self { x, y, zoom }
    }

    /// Moves the drawing.
    #[must_use]
    pub const fn pan(self, x: i32, y: i32) -> Self {
        Self { x: self.x.saturating_add(x), y: self.y.saturating_add(y), zoom: self.zoom }
    }

    /// Sees it at another size; what is at that point of the canvas stays there.
    #[must_use]
    pub fn zoom_to(self, zoom: i32, (x, y): Size) -> Self {
        let zoom = zoom.clamp(SMALLEST, LARGEST);
        let moved = |at: i32, edge: i32| {
            let distance = i64::from(at - edge) * i64::from(zoom) / i64::from(self.zoom.max(1));
            at - i32::try_from(distance).unwrap_or_default()
        };
        Self { x: moved(x, self.x), y: moved(y, self.y), zoom }
    }

    /// The next larger size, or the next smaller.
    #[must_use]
    pub fn step(self, is_larger: bool, at: Size) -> Self {
        let next = if is_larger {
            STOPS.into_iter().find(|stop| *stop > self.zoom)
        } else {
            STOPS.into_iter().rev().find(|stop| *stop < self.zoom)
        };
        self.zoom_to(next.unwrap_or(self.zoom), at)
    }

    /// Follows a wheel by so many pixels; a notch of a mouse is no more than a quarter.
    #[must_use]
    pub fn wheel(self, pixels: i32, at: Size) -> Self {
        self.zoom_to(self.zoom * (200 - pixels.clamp(-50, 50)) / 200, at)
    }

    /// Moves as little as is needed to see a box.
    #[must_use]
    pub fn reveal(self, area: Area, canvas: Size) -> Self {
        let shift = |edge: i32, at: i32, size: i32, canvas: i32| {
            let (low, high) = (edge + scaled(at, self.zoom), edge + scaled(at + size, self.zoom));
            if low < EDGE {
                EDGE - low
            } else if high > canvas - EDGE {
                // Of a box that is larger than the canvas, its beginning.
                (canvas - EDGE - high).max(EDGE - low)
            } else {
                0
            }
        };
        self.pan(shift(self.x, area.x, area.width, canvas.0), shift(self.y, area.y, area.height, canvas.1))
    }
}

fn scaled(pixels: i32, zoom: i32) -> i32 {
    i32::try_from(i64::from(pixels) * i64::from(zoom) / 1000).unwrap_or(i32::MAX)
}

/// As the `transform` of SVG.
impl fmt::Display for Camera {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "translate({} {}) scale({}.{:03})", self.x, self.y, self.zoom / 1000, self.zoom % 1000)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const CANVAS: Size = (800, 400);

    /// What is at a point of the canvas, in the drawing's own pixels.
    fn under(camera: Camera, (x, y): Size) -> Size {
        ((x - camera.x) * 1000 / camera.zoom, (y - camera.y) * 1000 / camera.zoom)
    }

    #[test]
    fn all_is_seen_in_the_middle() {
        assert_eq!(Camera::fit((400, 200), CANVAS), Camera { x: 200, y: 100, zoom: 1000 });
        assert_eq!(Camera::fit((1600, 400), CANVAS), Camera { x: 0, y: 100, zoom: 500 });
        assert_eq!(Camera::fit((0, 0), (0, 0)).zoom, 1000);
        assert_eq!(Camera::fit((1_000, 1_000_000), CANVAS).zoom, SMALLEST);
    }

    #[test]
    fn a_large_drawing_begins_with_the_image_in_letters_that_can_be_read() {
        let image = Area { x: 24, y: 5_000, width: 200, height: 48 };
        let camera = Camera::begin((900, 10_000), CANVAS, image);
        assert_eq!(camera.zoom, READABLE);
        assert_eq!(camera.reveal(image, CANVAS), camera, "the image is seen");
        assert_eq!(Camera::begin((400, 200), CANVAS, image), Camera::fit((400, 200), CANVAS));
    }

    #[test]
    fn zooming_keeps_what_is_under_the_pointer() {
        let at = (300, 100);
        let camera = Camera { x: -40, y: 25, zoom: 1000 };
        for zoomed in [camera.step(true, at), camera.step(false, at), camera.wheel(-20, at), camera.wheel(30, at)] {
            let (was, is) = (under(camera, at), under(zoomed, at));
            assert!((was.0 - is.0).abs() <= 2 && (was.1 - is.1).abs() <= 2, "{was:?} {is:?}");
            assert_ne!(zoomed.zoom, camera.zoom);
        }
        let (mut smallest, mut largest) = (camera, camera);
        for _ in 0..40 {
            (smallest, largest) = (smallest.step(false, at), largest.step(true, at));
        }
        assert_eq!((smallest.zoom, largest.zoom), (SMALLEST, LARGEST));
    }

    #[test]
    fn a_box_is_moved_into_sight_and_no_further() {
        let camera = Camera::default();
        let area = |x, y| Area { x, y, width: 100, height: 48 };
        assert_eq!(camera.reveal(area(100, 100), CANVAS), camera);
        assert_eq!(camera.reveal(area(1000, 100), CANVAS), camera.pan(-316, 0));
        assert_eq!(camera.reveal(area(-50, -10), CANVAS), camera.pan(66, 26));
        assert_eq!(camera.reveal(area(20, 100), (80, 400)), camera.pan(-4, 0), "its beginning");
    }

    #[test]
    fn as_svg_has_it() {
        let text = |zoom| Camera { x: -3, y: 4, zoom }.to_string();
        assert_eq!(text(1000), "translate(-3 4) scale(1.000)");
        assert_eq!(text(62), "translate(-3 4) scale(0.062)");
    }
}
