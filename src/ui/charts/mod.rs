//! Draws any [`ChartSpec`] with plotters' SVG backend.
//!
//! Roles are drawn in their light colour, so that a downloaded SVG looks right anywhere; on the page the style
//! sheet maps each of those colours to its token (`style/components/chart.css`), so that light, dark, print and
//! forced colours need no second drawing. plotters measures text in a caption or legend by asking the window;
//! specs place every text themselves, so nothing here does.

use plotters::backend::SVGBackend;
use plotters::coord::Shift;
use plotters::drawing::{DrawingArea, DrawingAreaErrorKind, IntoDrawingArea as _};
use plotters::element::{Circle, PathElement, Polygon, Rectangle, Text};
use plotters::style::text_anchor::{HPos, Pos, VPos};
use plotters::style::{Color as _, FontStyle, IntoFont as _, RGBColor, ShapeStyle, TextStyle};

use crate::chart::{Anchor, Axis, ChartSpec, Dash, Mark, Role, Texture, Tone};

type Area<'a> = DrawingArea<SVGBackend<'a>, Shift>;
type Drawn = Result<(), DrawingAreaErrorKind<std::io::Error>>;

/// Stands for the hatch pattern until the drawing is done; no role has this colour.
const HATCH: RGBColor = RGBColor(0x12, 0x34, 0x56);
const HATCH_FILL: &str = "fill=\"#123456\"";
const TEXT_PX: f64 = 13.0;
const QUIET_TEXT_PX: f64 = 12.0;

/// The chart as an SVG document. Every text is escaped by plotters.
#[must_use]
pub fn svg(spec: &ChartSpec) -> String {
    let mut text = String::new();
    let size = (spec.size.width_px, spec.size.height_px);
    let drawn = {
        let area = SVGBackend::with_string(&mut text, size).into_drawing_area();
        draw(spec, &area).and_then(|()| area.present())
    };
    if drawn.is_err() {
        // Writing into a string cannot fail; an empty drawing leaves the table and the summary.
        return String::new();
    }
    let pattern = "<defs><pattern id=\"hatch\" width=\"6\" height=\"6\" patternUnits=\"userSpaceOnUse\" patternTransform=\"rotate(45)\"><rect width=\"6\" height=\"6\" fill=\"#FBFBF9\"/><rect width=\"2.4\" height=\"6\" fill=\"#8AA9C6\"/></pattern></defs>";
    let hatched = text.replace(HATCH_FILL, "fill=\"url(#hatch)\"");
    hatched.replacen('>', &format!(">{pattern}"), 1)
}

fn draw(spec: &ChartSpec, area: &Area<'_>) -> Drawn {
    draw_x_axis(spec, area)?;
    draw_y_axis(spec, area)?;
    for mark in &spec.marks {
        draw_mark(spec, mark, area)?;
    }
    Ok(())
}

fn draw_x_axis(spec: &ChartSpec, area: &Area<'_>) -> Drawn {
    let (top, bottom) = ends(&spec.y);
    for tick in &spec.x.ticks {
        let x = px(spec.x.scale.px_from_data(tick.at));
        let from = if spec.x.grid { top } else { bottom };
        area.draw(&PathElement::new(vec![(x, from), (x, bottom + 4)], stroke(Role::Axis, 1)))?;
        write(area, &tick.label, (x, bottom + 8), HPos::Center, VPos::Top, Tone::Quiet)?;
    }
    if !spec.x.title.is_empty() {
        let (_, right) = ends(&spec.x);
        write(area, &spec.x.title, (right, bottom + 26), HPos::Right, VPos::Top, Tone::Quiet)?;
    }
    Ok(())
}

fn draw_y_axis(spec: &ChartSpec, area: &Area<'_>) -> Drawn {
    let (left, right) = ends(&spec.x);
    for tick in &spec.y.ticks {
        let y = px(spec.y.scale.px_from_data(tick.at));
        if spec.y.grid {
            area.draw(&PathElement::new(vec![(left, y), (right, y)], stroke(Role::Axis, 1)))?;
        }
        write(area, &tick.label, (left - 8, y), HPos::Right, VPos::Center, Tone::Quiet)?;
    }
    if !spec.y.title.is_empty() {
        let (top, _) = ends(&spec.y);
        write(area, &spec.y.title, (0, top - 18), HPos::Left, VPos::Top, Tone::Quiet)?;
    }
    Ok(())
}

/// The pixels an axis spans, the smaller first.
fn ends(axis: &Axis) -> (i32, i32) {
    let (start, end) = axis.scale.px;
    (px(start.min(end)), px(start.max(end)))
}

fn draw_mark(spec: &ChartSpec, mark: &Mark, area: &Area<'_>) -> Drawn {
    let at =
        |(x, y): (f64, f64)| (px(spec.x.scale.px_from_data(x)), px(spec.y.scale.px_from_data(y)));
    match mark {
        Mark::Bar { x, y, role, texture } => {
            let (a, b) = (at((x.0, y.0)), at((x.1, y.1)));
            let corners = [(a.0.min(b.0), a.1.min(b.1)), (a.0.max(b.0), a.1.max(b.1))];
            match texture {
                Texture::Solid => area.draw(&Rectangle::new(corners, color(*role).filled())),
                Texture::Pale => {
                    area.draw(&Rectangle::new(corners, color(*role).mix(0.25).filled()))
                }
                Texture::Hatched => {
                    area.draw(&Rectangle::new(corners, HATCH.filled()))?;
                    area.draw(&Rectangle::new(corners, stroke(*role, 1)))
                }
            }
        }
        Mark::Line { points, role, dash, width_px } => {
            let points: Vec<_> = points.iter().map(|&point| at(point)).collect();
            match dash {
                Dash::Solid => area.draw(&PathElement::new(points, stroke(*role, *width_px))),
                Dash::Dashed => {
                    for piece in dashes(&points) {
                        area.draw(&PathElement::new(piece, stroke(*role, *width_px)))?;
                    }
                    Ok(())
                }
            }
        }
        Mark::Band { points, role } => {
            let upper = points.iter().map(|&(x, _, upper)| at((x, upper)));
            let lower = points.iter().rev().map(|&(x, lower, _)| at((x, lower)));
            area.draw(&Polygon::new(
                upper.chain(lower).collect::<Vec<_>>(),
                color(*role).mix(0.18).filled(),
            ))
        }
        Mark::Dot { at: centre, role, radius_px, filled } => {
            let style = if *filled { color(*role).filled() } else { stroke(*role, 2) };
            area.draw(&Circle::new(at(*centre), *radius_px, style))
        }
        Mark::Label { at: point, offset_px, text, anchor, tone } => {
            let (x, y) = at(*point);
            let h_pos = match anchor {
                Anchor::Start => HPos::Left,
                Anchor::Middle => HPos::Center,
                Anchor::End => HPos::Right,
            };
            write(area, text, (x + offset_px.0, y + offset_px.1), h_pos, VPos::Center, *tone)
        }
    }
}

/// Cuts a line into dashes of 5 px and gaps of 4, measured along the line.
fn dashes(points: &[(i32, i32)]) -> Vec<Vec<(i32, i32)>> {
    const DASH_PX: f64 = 5.0;
    const PERIOD_PX: f64 = 9.0;
    let mut pieces = Vec::new();
    let mut travelled = 0.0;
    for pair in points.windows(2) {
        let &[from, to] = pair else { continue };
        let (dx, dy) = (f64::from(to.0 - from.0), f64::from(to.1 - from.1));
        let length = dx.hypot(dy);
        let point = |along: f64| {
            (
                px(f64::from(from.0) + dx * along / length),
                px(f64::from(from.1) + dy * along / length),
            )
        };
        let mut along = -(travelled % PERIOD_PX);
        while along < length {
            let (start, end) = (along.max(0.0), (along + DASH_PX).min(length));
            if end > start {
                pieces.push(vec![point(start), point(end)]);
            }
            along += PERIOD_PX;
        }
        travelled += length;
    }
    pieces
}

fn write(
    area: &Area<'_>,
    text: &str,
    at: (i32, i32),
    h_pos: HPos,
    v_pos: VPos,
    tone: Tone,
) -> Drawn {
    let (size, bold, color) = match tone {
        Tone::Strong => (TEXT_PX, true, RGBColor(0x16, 0x20, 0x2A)),
        Tone::Normal => (TEXT_PX, false, RGBColor(0x4A, 0x57, 0x63)),
        Tone::Quiet => (QUIET_TEXT_PX, false, RGBColor(0x5E, 0x6B, 0x77)),
        Tone::OnMark => (TEXT_PX, true, RGBColor(0xFF, 0xFF, 0xFF)),
    };
    // plotters divides sizes by 1.24 on their way into the SVG.
    let font = ("system-ui, sans-serif", size * 1.24).into_font();
    let font = if bold { font.style(FontStyle::Bold) } else { font };
    let style = TextStyle::from(font).color(&color).pos(Pos::new(h_pos, v_pos));
    area.draw(&Text::new(text.to_owned(), at, style))
}

fn px(value: f64) -> i32 {
    value.round() as i32
}

fn stroke(role: Role, width_px: u32) -> ShapeStyle {
    color(role).stroke_width(width_px)
}

/// The light colour of a role; `chart.css` names the same ones.
const fn color(role: Role) -> RGBColor {
    match role {
        Role::Won => RGBColor(0x0B, 0x5C, 0xAD),
        Role::Open => RGBColor(0x8A, 0xA9, 0xC6),
        Role::Lost => RGBColor(0xB5, 0x53, 0x2A),
        Role::Rest => RGBColor(0xC3, 0xCC, 0xD4),
        Role::Reference => RGBColor(0x3A, 0x46, 0x52),
        Role::Axis => RGBColor(0xDF, 0xE3, 0xE6),
        Role::Second => RGBColor(0x00, 0x7A, 0x5E),
        Role::Third => RGBColor(0x9A, 0x4A, 0x80),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::chart::{Scale, Size, Table};

    fn spec(marks: Vec<Mark>) -> ChartSpec {
        let axis = |px| Axis {
            scale: Scale { data: (0.0, 1.0), px },
            ticks: Vec::new(),
            title: String::new(),
            grid: false,
        };
        ChartSpec {
            size: Size { width_px: 100, height_px: 50 },
            x: axis((0.0, 100.0)),
            y: axis((50.0, 0.0)),
            marks,
            readouts: Vec::new(),
            table: Table::default(),
            summary: String::new(),
        }
    }

    #[test]
    fn text_of_the_user_is_never_markup() {
        let label = Mark::Label {
            at: (0.0, 0.0),
            offset_px: (0, 0),
            text: "<img onerror=alert(1)>".into(),
            anchor: Anchor::Start,
            tone: Tone::Normal,
        };
        let svg = svg(&spec(vec![label]));
        assert!(svg.contains("&lt;img") && !svg.contains("<img"));
    }

    #[test]
    fn open_deals_are_hatched() {
        let bar =
            Mark::Bar { x: (0.0, 0.5), y: (0.0, 1.0), role: Role::Open, texture: Texture::Hatched };
        let svg = svg(&spec(vec![bar]));
        assert!(
            svg.contains("url(#hatch)")
                && svg.contains("<pattern id=\"hatch\"")
                && !svg.contains("#123456")
        );
    }

    #[test]
    fn dashes_cover_five_of_nine_pixels() {
        let pieces = dashes(&[(0, 0), (90, 0)]);
        assert_eq!(pieces.len(), 10);
        assert_eq!(pieces[1], [(9, 0), (14, 0)]);
        assert!(dashes(&[(3, 3), (3, 3)]).is_empty());
    }
}
