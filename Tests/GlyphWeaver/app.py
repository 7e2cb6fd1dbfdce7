"""A small app in the manner of the Glyph Weaver: CORS, JSON routes, and cascades drawn as SVG."""

import os

from flask import Flask, Response, jsonify
from flask_cors import CORS

app = Flask(__name__)
CORS(app)


@app.route("/resonance-dashboard")
def resonance_dashboard():
    return jsonify({"status": "harmonious", "resonance": 0.66})


@app.route("/api/svg/cascade/<cascade>")
def cascade(cascade):
    ring = f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 100 100"><title>{len(cascade)} rings</title><circle cx="50" cy="50" r="40"/></svg>'
    return Response(ring, mimetype="image/svg+xml")


if __name__ == "__main__":
    app.run(port=int(os.environ.get("PORT", "5000")))
